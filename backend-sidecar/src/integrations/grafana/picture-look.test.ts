import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';

import { lookAtPicture } from './picture-look.ts';
import { paintedPicture } from './picture-fixture.ts';

const SIZE = { widthPixels: 1000, heightPixels: 500 };

describe('a picture that Grafana sent', () => {
  it('is of the panel where something is drawn', async () => {
    expect(await lookAtPicture(paintedPicture({ ...SIZE, inkPixels: 5000 }), SIZE)).toEqual({ kind: 'panel', ...SIZE });
    const dark = paintedPicture({ ...SIZE, inkPixels: 5000, background: [24, 27, 31], ink: [204, 204, 220] });
    expect(await lookAtPicture(dark, SIZE)).toMatchObject({ kind: 'panel' });
  });

  it('has but a few words where the panel has no data (379 pixels in Grafana 12.4)', async () => {
    expect(await lookAtPicture(paintedPicture({ ...SIZE, inkPixels: 379 }), SIZE)).toMatchObject({ kind: 'words' });
  });

  it('is blank while the panel loads, and where Grafana says in its first lines that there is no panel', async () => {
    const blank = { kind: 'other', why: expect.stringContaining('still been loading'), isFinal: false };
    expect(await lookAtPicture(paintedPicture({ ...SIZE, inkPixels: 0 }), SIZE)).toEqual(blank);
    expect(await lookAtPicture(paintedPicture({ ...SIZE, inkPixels: 465, fromRow: 10 }), SIZE)).toEqual(blank);
  });

  it.each<[number, number, RegExp, boolean]>([
    [478, 208, /no image renderer/, true],
    [526, 202, /as many pictures at once/, false],
    [523, 200, /failed/, false],
    [503, 203, /too long/, false],
    [1004, 404, /or its renderer failed/, false],
    [800, 600, /800 × 600 instead of 1000 × 500/, false],
  ])('of %i × %i pixels is another one', async (widthPixels, heightPixels, why, isFinal) => {
    const look = await lookAtPicture(paintedPicture({ widthPixels, heightPixels, inkPixels: 5000 }), SIZE);
    expect(look).toEqual({ kind: 'other', why: expect.stringMatching(why), isFinal });
  });

  it.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['a page', Buffer.from('<html>'.repeat(50))],
    ['its first half', paintedPicture({ ...SIZE, inkPixels: 5000 }).subarray(0, 900)],
    ['a header that promises more', header(60_000, 60_000)],
    ['a header alone', header(1000, 500)],
  ])('that is %s is none', async (_what, content) => {
    expect(await lookAtPicture(content, SIZE)).toMatchObject({ kind: 'other', isFinal: false });
  });
});

function header(width: number, height: number): Buffer {
  const content = Buffer.from(PNG.sync.write(new PNG({ width: 1, height: 1 })));
  content.writeUInt32BE(width, 16);
  content.writeUInt32BE(height, 20);
  return content;
}
