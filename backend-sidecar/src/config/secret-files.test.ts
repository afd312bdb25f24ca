import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { withSecretFiles } from './secret-files.ts';

const directory = mkdtempSync(join(tmpdir(), 'secret-files-'));
const path = join(directory, 'sidecar.key');
writeFileSync(path, 'of the file\n');

afterAll(() => rmSync(directory, { recursive: true }));

describe('a secret of the environment', () => {
  it('may stand in a file', () => {
    expect(withSecretFiles({ SIDECAR_KEY_FILE: path, SIDECAR_KEY: '', LOG_LEVEL: 'info' })).toMatchObject({
      ...{ SIDECAR_KEY: 'of the file', LOG_LEVEL: 'info' },
    });
  });

  it('stays what it is where no file is named', () => {
    const environment = { SIDECAR_KEY: 'given', SIDECAR_KEY_FILE: '', DATA_DIR_FILE: path };
    expect(withSecretFiles(environment)).toEqual(environment);
  });

  it('is refused where it is given twice, or its file is not there', () => {
    expect(() => withSecretFiles({ INFLUXDB_TOKEN: 'x', INFLUXDB_TOKEN_FILE: path })).toThrow('INFLUXDB_TOKEN_FILE');
    expect(() => withSecretFiles({ SIDECAR_KEY_FILE: join(directory, 'none') })).toThrow(/SIDECAR_KEY_FILE.*ENOENT/);
  });
});
