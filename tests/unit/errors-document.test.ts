import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { ERROR_CATALOGUE } from '../../backend-sidecar/src/kernel/errors.ts';

const document = readFileSync(new URL('../../docs/ERRORS.md', import.meta.url), 'utf8');
const rows = document
  .split('\n')
  .map((line) => /^\|\s*`([A-Z_]+)`\s*\|\s*(\d+)\s*\|\s*(.*?)\s*\|\s*(.*?)\s*\|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, code, status, title, hint]) => ({ code, status: Number(status), title, hint }));

describe('docs/ERRORS.md', () => {
  it('has every code of the catalogue as it is there, and no other', () => {
    const catalogue = Object.entries(ERROR_CATALOGUE).map(([code, { status, title, hint }]) => ({
      code,
      status,
      title,
      hint,
    }));
    expect(catalogue.length).toBeGreaterThan(20);
    expect(rows, 'Write the row as kernel/errors.ts says it.').toEqual(catalogue);
  });
});
