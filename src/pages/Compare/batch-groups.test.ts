import { makeBatch, makeRunSummary } from '../../test/factories';
import { groupsOfBatches } from './batch-groups';

const load = (id: number, overrides = {}) => makeRunSummary({ id, ...overrides });
const stress = (id: number) => makeRunSummary({ id, testTypeId: 2 });

describe('the groups of batches', () => {
  it('are all runs of one batch together', () => {
    expect(groupsOfBatches([makeBatch({ runs: [load(1), stress(2)] })])).toEqual([[1, 2]]);
  });

  it('are the same tests of several batches, the oldest first', () => {
    const newer = makeBatch({ createdAtMs: 2000, runs: [load(11), stress(12)] });
    const older = makeBatch({ createdAtMs: 1000, runs: [load(1), stress(2)] });
    expect(groupsOfBatches([newer, older])).toEqual([
      [1, 11],
      [2, 12],
    ]);
  });

  it('leave out smoke runs, repeated ones and those without a result', () => {
    const batch = makeBatch({
      runs: [
        load(1, { kind: 'smoke' }),
        load(2, { supersededByRunId: 5 }),
        load(3, { status: 'failed' }),
        load(4),
        load(5),
      ],
    });
    expect(groupsOfBatches([batch])).toEqual([[4, 5]]);
  });

  it('are none where nothing can be compared', () => {
    expect(groupsOfBatches([])).toEqual([]);
    expect(groupsOfBatches([makeBatch({ runs: [load(1)] })])).toEqual([]);
  });
});
