import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { fixturePicture } from '../../reports/model/picture-fixture.ts';
import { readImages } from './report-images.ts';

it('reads pictures as they were frozen; not those that are gone, changed or lie elsewhere', async () => {
  const root = mkdtempSync(join(tmpdir(), 'perftest-images-'));
  writeFileSync(join(root, 'a.png'), 'picture');
  writeFileSync(join(root, 'b.png'), 'changed');
  const checksumSha256 = createHash('sha256').update('picture').digest('hex');
  const paths = ['a.png', 'b.png', 'gone.png', '../a.png', '/etc/hostname', null];
  const pictures = paths.map((imagePath) => fixturePicture({ imagePath, checksumSha256 }));
  const images = await readImages(pictures, root);
  rmSync(root, { recursive: true });
  expect([...images]).toEqual([['a.png', `data:image/png;base64,${Buffer.from('picture').toString('base64')}`]]);
});
