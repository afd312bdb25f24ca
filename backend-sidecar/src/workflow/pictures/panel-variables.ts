import type { DashboardVariable } from '../../integrations/grafana/dashboard-client.ts';
import type { RunRecord } from '../../persistence/run-store.ts';

/** A variable of a dashboard as it is when a panel is drawn. */
export interface VariableValue {
  readonly name: string;
  readonly isMulti: boolean;
  readonly values: readonly string[];
  /** Stands in queries as it is: the dashboard's own word for all values. */
  readonly isRaw: boolean;
}

export type FilledVariables =
  | { readonly kind: 'filled'; readonly variables: ReadonlyMap<string, VariableValue> }
  | { readonly kind: 'unknown'; readonly why: string };

type NamedRun = Pick<RunRecord, 'id' | 'scenarioName' | 'testTypeName' | 'versionName' | 'environmentName'>;

const ALL = '$__all';
/** Lets Grafana find an interval itself. */
const AUTO_INTERVAL = /^\$__auto/;

/** What a preset says of variables, for this run. */
export function variablesOfRun(wanted: Readonly<Record<string, string>>, run: NamedRun): Record<string, string> {
  const values: Readonly<Record<string, string>> = {
    runId: String(run.id),
    scenario: run.scenarioName,
    testType: run.testTypeName,
    version: run.versionName,
    environment: run.environmentName,
  };
  const fill = (text: string) =>
    text.replace(/\$\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : whole));
  return Object.fromEntries(Object.entries(wanted).map(([name, text]) => [name, fill(text)]));
}

/** The dashboard's own values where the preset says nothing; only those that stand in `texts` are looked at. */
export function fillVariables(
  ofDashboard: readonly DashboardVariable[],
  wanted: Readonly<Record<string, string>>,
  isUsed: (name: string) => boolean
): FilledVariables {
  const variables = new Map<string, VariableValue>();
  for (const variable of ofDashboard.filter(({ name }) => isUsed(name))) {
    const value = valueOf(variable, wanted[variable.name]);
    if (typeof value === 'string') {
      return { kind: 'unknown', why: value };
    }
    variables.set(variable.name, value);
  }
  return { kind: 'filled', variables };
}

/** @returns why it cannot be known, in words */
function valueOf(variable: DashboardVariable, wanted: string | undefined): VariableValue | string {
  const { name, type, isMulti, allValue } = variable;
  const values = wanted === undefined ? variable.values : [wanted];
  if (type === 'adhoc') {
    return `the ad hoc filters “${name}” are put into queries by Grafana’s pages alone`;
  }
  if (values.includes(ALL)) {
    return allValue === null
      ? `the variable “${name}” stands for all its values, which only Grafana’s pages look up`
      : { name, isMulti: false, values: [allValue], isRaw: true };
  }
  if (values.length === 0) {
    return `the variable “${name}” has no value saved with the dashboard; give it one in the preset`;
  }
  const isRaw = type === 'interval';
  return { name, isMulti, isRaw, values: values.map((value) => (AUTO_INTERVAL.test(value) ? '$__interval' : value)) };
}
