import { judgeRun } from '../../comparison/judge-run.ts';
import { compareSideBySide } from '../../comparison/side-by-side.ts';
import { DEFAULT_JUDGEMENT } from '../../contract/scenarios.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';
import type { Verdict, VerdictReference } from '../../contract/verdict.ts';
import { fixtureRow, fixtureRunInput, REPORT_CONTEXT, type LabelFixture } from './report-fixture.ts';
import type { ReportModelInput, ReportRunInput, SideBySideInput } from './report-model.ts';

/** Names that a careless renderer would cut, translate, run or break. */
export const NASTY_NAMES: readonly string[] = [
  'Přihlášení účtu: žluťoučký kůň',
  '用户登录和付款',
  'Zaplať 😀👩‍💻🇨🇿',
  '=1+1',
  '@cmd',
  '+1',
  "-1+1|cmd' /C calc'!A0",
  '<script>alert("label")</script>',
  '& &amp; "quoted" \'single\' _x0041_',
  ']]> <![CDATA[ <!-- --> <?end?>',
  '${title} {{title}} {{verdict}} $& $1',
  'x'.repeat(255),
];

/** Nasty names first, then plain ones. @param slowdown of every third label, as a factor */
export function fixtureLabels(count: number, slowdown = 1): LabelFixture[] {
  return Array.from({ length: count }, (_, index) => ({
    label: NASTY_NAMES[index] ?? `Step ${String(index).padStart(3, '0')} of the order`,
    kind: index % 10 === 9 ? 'transaction' : 'sample',
    count: 4_000 + index * 7,
    errors: index % 4 === 1 ? index + 2 : 0,
    p90Ms: Math.round((120 + ((index * 37) % 900)) * (index % 3 === 0 ? slowdown : 1)),
  }));
}

export interface ComparisonFixture {
  labelCount: number;
  /** The newest first; each slower than the one before. */
  versionNames: readonly string[];
  scenarioNames?: readonly string[];
}

/** Versions side by side, by scenario; the newest is judged against the oldest. */
export function fixtureComparisonInput({
  labelCount,
  versionNames,
  scenarioNames = ['prod'],
}: ComparisonFixture): ReportModelInput {
  const groups = scenarioNames.map((scenarioName, place) => groupOf({ labelCount, versionNames, scenarioName, place }));
  return {
    ...REPORT_CONTEXT,
    subject: {
      type: 'comparison',
      versionNames,
      sideBySide: groups.map(({ sideBySide }) => sideBySide),
      leftOut: ['rev · Load: 14.2.0 has no valid run'],
    },
    runs: groups.flatMap(({ runs }) => runs),
  };
}

interface GroupFixture extends Omit<ComparisonFixture, 'scenarioNames'> {
  scenarioName: string;
  place: number;
}

function groupOf({ labelCount, versionNames, scenarioName, place }: GroupFixture) {
  const oldestFirst = [...versionNames].reverse();
  const inputs = oldestFirst.map((versionName, index) => {
    const labels = fixtureLabels(labelCount, 1 + index * 0.15);
    const id = 100 * (place + 1) + index;
    return ofVersion(fixtureRunInput({ id, scenarioName, testTypeName: 'Load', labels }), versionName);
  });
  const [oldest, newest] = [inputs[0], inputs.at(-1)];
  if (oldest === undefined || newest === undefined) {
    throw new Error('A comparison has versions');
  }
  const askedVerdict = verdictAgainst(newest, { ...REFERENCE, versionName: oldest.run.versionName }, rowsOf(oldest));
  const others = inputs.slice(0, -1).map((input) => ({ ...input, role: 'reference' as const }));
  return {
    sideBySide: sideBySide(inputs),
    runs: [{ ...newest, askedVerdict }, ...others],
  };
}

const REFERENCE: VerdictReference = {
  kind: 'run',
  source: 'chosen',
  runId: 100,
  baselineId: null,
  name: 'run 100',
  versionName: '',
  confidence: 'low',
};

function ofVersion(input: ReportRunInput, versionName: string): ReportRunInput {
  const { run } = input;
  const name = `${run.scenarioName} · ${run.testTypeName} · ${versionName}`;
  return { ...input, run: { ...run, versionName, name } };
}

function rowsOf(input: ReportRunInput): readonly StatisticsRow[] {
  return input.windowStatistics?.rows ?? [];
}

function verdictAgainst(input: ReportRunInput, reference: VerdictReference, rows: readonly StatisticsRow[]): Verdict {
  const current = input.windowStatistics;
  if (current === null) {
    throw new Error('The fixture has statistics');
  }
  return judgeRun({
    ...{ current, reference: { reference, rows }, slos: [], keyLabels: null, failSeverity: 'critical' },
    evidence: { sampleCount: current.total.count, minimumSamples: 0, wasStoppedEarly: false },
    judgedAtMs: input.run.completedAtMs ?? 0,
  });
}

function sideBySide(inputs: readonly ReportRunInput[]): SideBySideInput {
  const measured = inputs.map((input) => ({
    versionName: input.run.versionName,
    total: input.windowStatistics?.total ?? fixtureRow({ label: 'Total', count: 0, p90Ms: 0 }),
    rows: rowsOf(input),
    labelRenames: [],
  }));
  const [first] = inputs;
  return {
    scenarioName: first?.run.scenarioName ?? '',
    testTypeName: first?.run.testTypeName ?? '',
    environmentName: first?.run.environmentName ?? '',
    columns: inputs.map(({ run }, index) => ({
      ...{ name: run.name, versionName: run.versionName, runId: run.id, completedAtMs: run.completedAtMs },
      outcome: run.verdict?.outcome ?? null,
      isValid: run.verdict?.validity.isValid ?? null,
      fingerprintDifference: index === 1 ? ['50 users instead of 25'] : [],
    })),
    ...compareSideBySide(measured, { keyLabels: null, labelRenames: [], judgement: DEFAULT_JUDGEMENT }),
  };
}

/** A run beside what a baseline froze of the version before. */
export function fixtureBaselineInput(labelCount: number): ReportModelInput {
  const run = fixtureRunInput({
    ...{ id: 21, scenarioName: 'prod', testTypeName: 'Load' },
    labels: fixtureLabels(labelCount, 1.4),
  });
  const frozen = ofVersion(
    fixtureRunInput({ id: 3, scenarioName: 'prod', testTypeName: 'Load', labels: fixtureLabels(labelCount) }),
    '14.1.0'
  );
  const reference: VerdictReference = {
    ...{ ...REFERENCE, kind: 'baseline', runId: null, baselineId: 5 },
    ...{ name: 'Spring release', versionName: '14.1.0' },
  };
  const compared = sideBySide([frozen, run]);
  const [ofBaseline, ...others] = compared.columns;
  const column = {
    ...(ofBaseline as SideBySideInput['columns'][number]),
    name: 'baseline “Spring release”',
    runId: null,
  };
  return {
    ...REPORT_CONTEXT,
    subject: {
      type: 'baseline',
      baselineName: 'Spring release',
      sideBySide: { ...compared, columns: [{ ...column, outcome: null, isValid: null }, ...others] },
    },
    runs: [{ ...run, askedVerdict: verdictAgainst(run, reference, rowsOf(frozen)) }],
  };
}
