import { makeCandidate } from '../../test/history-factories';
import { T0 } from '../../test/factories';
import { chosenRuns, missingOf, toAcceptInput, toDraft, withChange } from './import-drafts';

const FIRST = makeCandidate();
const SECOND = makeCandidate({ index: 1, fileNames: ['b.csv'], versionId: 3, versionName: '14.2.3' });

describe('what a candidate is to become', () => {
  it('is what was understood of it', () => {
    expect(toAcceptInput([toDraft(FIRST), toDraft(SECOND)], [FIRST, SECOND])).toEqual({
      runs: [
        { index: 0, scenarioId: 1, testTypeId: 1, versionName: '14.2.1' },
        { index: 1, scenarioId: 1, testTypeId: 1, versionId: 3 },
      ],
    });
  });

  it('is chosen unless it has a problem, is there already, or was imported', () => {
    const isChosen = (overrides: Parameters<typeof makeCandidate>[0]) => toDraft(makeCandidate(overrides)).isChosen;
    expect(isChosen({})).toBe(true);
    expect(isChosen({ problem: 'not a result' })).toBe(false);
    expect(isChosen({ duplicateOfRunId: 12 })).toBe(false);
    expect(isChosen({ runId: 12 })).toBe(false);
  });

  it('says what is missing', () => {
    const unknown = toDraft(makeCandidate({ scenarioId: null, versionName: null }));
    expect(missingOf(unknown)).toBe('Choose its scenario, version');
    expect(missingOf({ ...unknown, partOfIndex: 1 })).toBeNull();
    expect(missingOf(toDraft(FIRST))).toBeNull();
  });

  it('takes another time only where somebody changed it', () => {
    const moved = { ...toDraft(FIRST), startedAtMs: T0 + 1000 };
    expect(toAcceptInput([moved], [FIRST]).runs[0]).toMatchObject({ startedAtMs: T0 + 1000 });
  });

  it('takes the files of its parts behind its own, each with its clock offset', () => {
    const drafts = [
      { ...toDraft(FIRST), isAccepted: true },
      { ...toDraft(SECOND), partOfIndex: 0, clockOffsetsMs: [-250] },
    ];
    expect(chosenRuns(drafts)).toHaveLength(1);
    expect(toAcceptInput(drafts, [FIRST, SECOND])).toEqual({
      runs: [
        {
          index: 0,
          partIndexes: [1],
          scenarioId: 1,
          testTypeId: 1,
          versionName: '14.2.1',
          read: { clockOffsetsMs: [0, -250] },
          accepted: true,
        },
      ],
    });
  });

  it('is read as somebody says', () => {
    const draft = {
      ...toDraft(FIRST),
      columns: 'timeStamp, elapsed ,label',
      delimiter: ';',
      timeZone: 'Europe/Prague',
    };
    expect(toAcceptInput([draft], [FIRST]).runs[0]?.read).toEqual({
      columns: ['timeStamp', 'elapsed', 'label'],
      delimiter: ';',
      timeZone: 'Europe/Prague',
    });
  });

  it('stands alone again when the run that it is a part of becomes a part itself', () => {
    const [third] = [toDraft(makeCandidate({ index: 2 }))];
    const drafts = [toDraft(FIRST), { ...toDraft(SECOND), partOfIndex: 0 }, ...(third ? [third] : [])];
    expect(withChange(drafts, [0], { partOfIndex: 2 }).map(({ partOfIndex }) => partOfIndex)).toEqual([2, null, null]);
  });
});
