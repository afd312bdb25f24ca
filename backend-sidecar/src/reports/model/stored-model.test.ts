import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { fixtureComparisonInput } from './comparison-fixture.ts';
import { buildReportModel } from './report-model.ts';
import { readReportModel } from './stored-model.ts';

/** Stored by the sidecar before version 2: a batch of a failed run and one that was not carried out. */
const STORED_V1 = new URL('../../../../tests/fixtures/reports/stored-model-v1.json', import.meta.url);

describe('a stored report', () => {
  it('of version 1 is brought up to version 2 with the same figures', () => {
    const json = readFileSync(STORED_V1, 'utf8');
    const model = readReportModel(json);
    expect(model).toMatchObject({ version: 2, type: 'batch', comparisons: [], pictures: [], comparedWith: null });
    const stored = JSON.parse(json) as { runs: Array<Record<string, unknown>>; sentence: string };
    expect(model.sentence).toBe(stored.sentence);
    stored.runs.forEach((run, index) => expect(model.runs[index]).toMatchObject(run));
    expect(model.runs[0]?.comments).toEqual([{ label: null, text: 'Ran beside a backup', by: 'editor', atMs: null }]);
    expect(model.runs[1]).toMatchObject({ role: 'judged', script: null, comments: [] });
  });

  it('of the present version is read as it was', () => {
    const model = buildReportModel(fixtureComparisonInput({ labelCount: 3, versionNames: ['14.2.3', '14.2.2'] }));
    expect(readReportModel(JSON.stringify(model))).toEqual(model);
  });

  it.each(['{}', 'null', '[]', '{"version":3}'])('of another version is refused: %s', (json) => {
    expect(() => readReportModel(json)).toThrow('a version that this sidecar does not know');
  });
});
