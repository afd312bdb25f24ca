import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { RunStatus } from '../contract/runs.ts';
import { analysisWindow, sliceWidthMs } from './analysis-window.ts';
import { judgeExecution, type ExecutionEvidence } from './execution-outcome.ts';
import { resultFileName } from './result-name.ts';
import { ACTIVE_STATUSES, canFollow, ENDED_STATUSES, isActive, isEnded } from './run-states.ts';

const counts = { rows: 100, samples: 90, transactions: 10, interrupted: 0, rejected: 0 };
const noRows = { rows: 0, samples: 0, transactions: 0, interrupted: 0, rejected: 0 };
const orderly: ExecutionEvidence = {
  cause: 'exited',
  exitCode: 0,
  wasStopped: false,
  passedDeadline: false,
  hasEndedOrderly: true,
  hasFailedToLoad: false,
  ranOutOfMemory: false,
  countedSamples: 90,
  counts,
  complaint: null,
  logComplaint: null,
};

/** The cases and their evidence as they were seen with JMeter 5.6.3; its exit code is 0 in most of them. */
const CASES: Array<[string, Partial<ExecutionEvidence>, string]> = [
  ['an orderly end', {}, 'carried out'],
  ['all samples failed', { countedSamples: 90 }, 'carried out'],
  [
    'the plan is missing',
    { exitCode: 1, hasEndedOrderly: false, hasFailedToLoad: true, countedSamples: null, counts: noRows },
    'RUN_JMETER_LOAD',
  ],
  [
    'broken XML or a missing plugin',
    {
      exitCode: 1,
      hasEndedOrderly: false,
      hasFailedToLoad: true,
      complaint: 'CannotResolveClassException: C',
      counts: noRows,
    },
    'RUN_JMETER_LOAD',
  ],
  [
    'a CSV file is missing',
    { countedSamples: 0, counts: noRows, logComplaint: 'File nope.csv must exist and be readable' },
    'RUN_NO_SAMPLES',
  ],
  ['no group, or 0 threads', { countedSamples: 0, counts: noRows }, 'RUN_NO_SAMPLES'],
  [
    'an unknown option',
    { hasEndedOrderly: false, countedSamples: null, counts: noRows, complaint: 'Error: Unknown option --bogus' },
    'RUN_ENDED_EARLY',
  ],
  ['nothing at all was written', { hasEndedOrderly: false, countedSamples: null, counts: noRows }, 'RUN_ENDED_EARLY'],
  [
    'java gave up for want of memory',
    { exitCode: 3, hasEndedOrderly: false, ranOutOfMemory: true, countedSamples: null },
    'RUN_ENDED_EARLY',
  ],
  [
    'the disk was full',
    { countedSamples: 29_703, counts: { ...counts, samples: 22_206, rows: 22_206 } },
    'RUN_SAMPLES_LOST',
  ],
  ['SIGTERM from outside', { exitCode: 143, hasEndedOrderly: false }, 'RUN_ENDED_EARLY'],
  ['SIGKILL from outside', { cause: 'lost', exitCode: null, hasEndedOrderly: false, countedSamples: null }, 'RUN_LOST'],
  ['the sidecar was away, the console tells an orderly end', { exitCode: null }, 'carried out'],
  ['it was stopped by SIGTERM on request', { exitCode: 143, hasEndedOrderly: false, wasStopped: true }, 'carried out'],
  ['it was stopped before its first sample', { wasStopped: true, countedSamples: 0, counts: noRows }, 'carried out'],
  [
    'it could not be stopped in an orderly way',
    { exitCode: 1, hasEndedOrderly: false, wasStopped: true },
    'carried out',
  ],
  [
    'it passed its deadline',
    { exitCode: 143, hasEndedOrderly: false, wasStopped: true, passedDeadline: true },
    'RUN_DEADLINE',
  ],
  [
    'only setUp rows that JMeter counted, too',
    { countedSamples: 90, counts: { ...counts, samples: 80, interrupted: 6, rejected: 4 } },
    'carried out',
  ],
];

describe('an execution', () => {
  it.each(CASES)('%s: %#', (_name, change, expected) => {
    const outcome = judgeExecution({ ...orderly, ...change });
    expect(outcome.kind === 'failed' ? outcome.code : outcome.kind).toBe(expected);
    expect(outcome.kind === 'failed' ? outcome.detail : 'said').not.toBe('');
  });

  it('that failed says what JMeter said', () => {
    expect(
      judgeExecution({ ...orderly, exitCode: 3, hasEndedOrderly: false, ranOutOfMemory: true, complaint: 'Error: x' })
    ).toEqual({
      kind: 'failed',
      code: 'RUN_ENDED_EARLY',
      detail: 'exit code 3, no orderly end on the console; it ran out of memory; Error: x',
    });
  });
});

describe('a result file’s name', () => {
  const startedAtMs = Date.UTC(2024, 0, 7, 13, 15, 0, 123);

  it('is scenario, type, version and time, and keeps a dot in a version', () => {
    const name = resultFileName({ scenarioName: 'my_app', testTypeName: 'load', versionName: '14.2.3', startedAtMs });
    expect(name).toBe('my~5Fapp_load_14.2.3_20240107T131500Z.csv');
  });

  /** Read back as a stranger would: the parts lie between underscores, `~XX` is a byte. */
  function decoded(part: string): string {
    return Buffer.from(
      part.replace(/~([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
      'latin1'
    ).toString('utf8');
  }

  it('can be read back into its parts', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(name, name, name, (scenarioName, testTypeName, versionName) => {
        const parts = resultFileName({ scenarioName, testTypeName, versionName, startedAtMs }).split('_');
        const short = parts.slice(0, 3).every((part) => !part.includes('~~'));
        expect(parts).toHaveLength(4);
        expect(
          !short || parts.slice(0, 3).map(decoded).join(' ') === [scenarioName, testTypeName, versionName].join(' ')
        ).toBe(true);
      })
    );
  });

  it('is safe for file systems and shells, and distinct however long the names are', () => {
    const any = fc.string({ unit: 'binary', minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(any, any, (a, b) => {
        const [one, other] = [a, b].map((scenarioName) =>
          resultFileName({ scenarioName, testTypeName: 'x'.repeat(100), versionName: '../..', startedAtMs })
        );
        expect(one).toMatch(/^[A-Za-z0-9~-][A-Za-z0-9.~_-]*$/);
        expect(`${one}.gz.part`.length).toBeLessThanOrEqual(255);
        const same = Buffer.from(a).equals(Buffer.from(b));
        expect(one === other).toBe(same);
      })
    );
  });
});

describe('the states of a run', () => {
  const all: RunStatus[] = [
    'pending',
    'queued',
    'preparing',
    'running',
    'collecting',
    'analyzing',
    'completed',
    'failed',
    'cancelled',
  ];

  it('follow one another in exactly these ways', () => {
    const path = all.slice(0, 7);
    const cancelled = path.slice(0, 6).map((from) => `${from} cancelled`);
    const failed = ACTIVE_STATUSES.map((from) => `${from} failed`);
    const onward = path.slice(0, 6).map((from, index) => `${from} ${path[index + 1]}`);
    const allowed = all.flatMap((from) => all.filter((to) => canFollow(from, to)).map((to) => `${from} ${to}`));
    const back = ['preparing queued'];
    expect(allowed.sort()).toEqual([...cancelled, ...failed, ...onward, ...back].sort());
  });

  it('end for ever', () => {
    expect(ENDED_STATUSES.flatMap((from) => all.filter((to) => canFollow(from, to)))).toEqual([]);
    expect(all.filter((status) => isActive(status) && isEnded(status))).toEqual([]);
  });
});

describe('the analysis window', () => {
  it('leaves the ramp-up and what comes after the planned end out', () => {
    expect(analysisWindow(1000, { durationSeconds: 60, rampUpSeconds: 10 })).toEqual({ fromMs: 11_000, toMs: 61_000 });
  });

  it('is none where the ramp-up leaves nothing', () => {
    expect(analysisWindow(0, { durationSeconds: 10, rampUpSeconds: 10 })).toBeNull();
  });

  it('is trimmed as the scenario says instead of by the ramp-up', () => {
    const load = { durationSeconds: 60, rampUpSeconds: 10 };
    const trimmed = analysisWindow(0, load, { windowTrimStartSeconds: 20, windowTrimEndSeconds: 5 });
    expect(trimmed).toEqual({ fromMs: 20_000, toMs: 55_000 });
    expect(analysisWindow(0, load, { windowTrimStartSeconds: 0, windowTrimEndSeconds: 0 })?.fromMs).toBe(0);
    expect(analysisWindow(0, load, { windowTrimStartSeconds: 50, windowTrimEndSeconds: 10 })).toBeNull();
  });

  it.each([
    [1, 1000],
    [900, 1000],
    [901, 2000],
    [3600, 5000],
    [604_800, 600_000],
  ])('of %i s is cut into slices of %i ms', (durationSeconds, expected) => {
    expect(sliceWidthMs(durationSeconds)).toBe(expected);
  });
});
