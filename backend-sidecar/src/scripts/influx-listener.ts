import type { InfluxDbListener } from '../contract/influxdb.ts';
import { resolveText, type ValueScope } from './expressions.ts';
import { leadsTo, writeAddress, type InfluxPlace } from './influx-place.ts';
import { escapeXml } from './placeholders.ts';

/** The name of the listener in the copy: two of one name would share one client. */
export const INFLUX_LISTENER = 'Live figures of this run for InfluxDB';
const CLIENT = 'org.apache.jmeter.visualizers.backend.influxdb.InfluxdbBackendListenerClient';
const HTTP_SENDER = 'org.apache.jmeter.visualizers.backend.influxdb.HttpMetricsSender';
const MEASUREMENT = 'jmeter';
const PERCENTILES: readonly number[] = [50, 90, 95, 99];
/** Becomes the tag `runId`. */
export const RUN_ID_ARGUMENT = 'TAG_runId';

/** JMeter properties by which credentials come to the listener; they are handed over as secrets are. */
export const CREDENTIAL_PROPERTIES = {
  user: 'perftest.influxdb.user',
  password: 'perftest.influxdb.password',
  token: 'perftest.influxdb.token',
} as const;

export const SEND_INTERVAL_PROPERTY = 'backend_influxdb.send_interval';

/**
 * Mean, smallest and largest time, and the percentiles of good and of failed samples are then those of the interval. The
 * percentiles of all samples of a label together and of the line `all` stay those of the last `backend_metrics_window`
 * samples, whatever is set; a larger window would let the numbers of threads lag behind.
 */
export const LISTENER_PROPERTIES: Readonly<Record<string, string>> = {
  backend_metrics_window_mode: 'timed',
  backend_metrics_window: '500',
  backend_metrics_large_window: '100000',
  [SEND_INTERVAL_PROPERTY]: '5',
};

/** What a run wants to be in InfluxDB. */
export interface WantedListener {
  readonly place: InfluxPlace;
  readonly credentials: 'none' | 'user' | 'token';
  readonly application: string;
  readonly runId: string;
  readonly testTitle: string;
}

/** How the run's points will come there. */
export interface PlannedListener {
  readonly listener: Extract<InfluxDbListener, 'added' | 'tagged'>;
  readonly application: string;
  readonly measurement: string;
  readonly percentiles: readonly number[];
  /** Names of the plan's Transaction Controllers, as far as they are known before the run. */
  readonly transactions: readonly string[];
  /** What they will lack, as a sentence. */
  readonly lack: string | null;
}

/** A Backend Listener as written in the script. */
export interface WrittenListener {
  readonly name: string;
  readonly className: string;
  /** Its thread group; it hears nothing of others. Null: it hears all. */
  readonly group: number | null;
  /** Neither it nor what is above it is off, its thread group aside. */
  readonly isEnabled: boolean;
  readonly settings: Readonly<Record<string, string>>;
}

/** What tells which listeners are at work. */
interface ListenerScope {
  readonly values: ValueScope;
  /** Thread groups that run, setUp and tearDown ones included. */
  readonly runningGroups: readonly number[];
  /** Those of them that make the load. */
  readonly mainGroups: readonly number[];
}

export interface OwnListeners<Listener> {
  /** The first that writes every sample to the place. */
  readonly same: Listener | undefined;
  /** At work, writing to an InfluxDB, but where is only known in the run. */
  readonly unknown: readonly Listener[];
  /** At work and writing to the place, but it hears one of several thread groups only. */
  readonly partial: readonly Listener[];
}

/** The script's own listeners, seen from the place that the run shall write to. */
export function findOwnListeners<Listener extends WrittenListener>(
  listeners: readonly Listener[],
  place: InfluxPlace,
  scope: ListenerScope
): OwnListeners<Listener> {
  const working = listeners.filter((listener) => isWorking(listener, scope));
  const addresses = working.map(({ settings }) => resolveText(settings['influxdbUrl'] ?? '', scope.values));
  const same = working.filter((_, index) => leadsTo(place, addresses[index] ?? ''));
  const hearsAll = ({ group }: Listener) => group === null || scope.mainGroups.every((main) => main === group);
  return {
    same: same.find(hearsAll),
    unknown: working.filter((_, index) => addresses[index] === null),
    partial: same.filter((listener) => !hearsAll(listener)),
  };
}

function isWorking({ className, group, isEnabled, settings }: WrittenListener, { runningGroups }: ListenerScope) {
  const sender = settings['influxdbMetricsSender']?.trim() ?? '';
  return (
    className === CLIENT &&
    isEnabled &&
    (group === null || runningGroups.includes(group)) &&
    (sender === '' || sender === HTTP_SENDER)
  );
}

/** How its points look, once it has the tag. */
export function describeTagged(
  { settings }: WrittenListener,
  values: ValueScope
): Omit<PlannedListener, 'transactions'> {
  const read = (name: string, absent: string) => resolveText(settings[name] ?? absent, values) ?? '';
  const isSummary = read('summaryOnly', 'false').toLowerCase() === 'true';
  const filter = read('samplersRegex', '').trim();
  return {
    listener: 'tagged',
    application: read('application', ''),
    measurement: read('measurement', MEASUREMENT),
    percentiles: read('percentiles', '')
      .split(';')
      .map((text) => Number(text.trim()))
      .filter((percentile) => percentile > 0),
    lack: lackOf(isSummary, filter),
  };
}

function lackOf(isSummary: boolean, filter: string): string | null {
  if (isSummary) {
    return 'The script’s own listener writes its summary only, no labels: figures that need labels are missing.';
  }
  return filter === '' || filter === '.*'
    ? null
    : `The script’s own listener leaves out labels that ${filter} does not match.`;
}

export function describeAdded({ application }: WantedListener): Omit<PlannedListener, 'transactions'> {
  return { listener: 'added', application, measurement: MEASUREMENT, percentiles: PERCENTILES, lack: null };
}

/** Field of a percentile, as the listener names it: Java writes 90 as 90.0. */
export function percentileField(percentile: number): string {
  return `pct${Number.isInteger(percentile) ? `${percentile}.0` : percentile}`;
}

/** A listener with every argument that its client knows, and its empty tree: one left out has other defaults than in the window. */
export function influxListener(wanted: WantedListener): string {
  const settings: Record<string, string> = {
    influxdbMetricsSender: HTTP_SENDER,
    influxdbUrl: `${writeAddress(wanted.place).href}${wanted.credentials === 'user' ? USER_QUERY : ''}`,
    application: plain(wanted.application),
    measurement: MEASUREMENT,
    summaryOnly: 'false',
    samplersRegex: '.*',
    percentiles: PERCENTILES.join(';'),
    testTitle: plain(wanted.testTitle),
    eventTags: '',
    [RUN_ID_ARGUMENT]: wanted.runId,
    ...(wanted.credentials === 'token' ? { influxdbToken: readProperty(CREDENTIAL_PROPERTIES.token) } : {}),
  };
  return [
    `<BackendListener guiclass="BackendListenerGui" testclass="BackendListener" testname="${INFLUX_LISTENER}" enabled="true">`,
    '<elementProp name="arguments" elementType="Arguments" guiclass="ArgumentsPanel" testclass="Arguments" enabled="true">',
    `<collectionProp name="Arguments.arguments">${Object.entries(settings)
      .map(([name, value]) => listenerArgument(name, value))
      .join('')}</collectionProp></elementProp>`,
    `<stringProp name="classname">${CLIENT}</stringProp></BackendListener><hashTree/>`,
  ].join('');
}

export function listenerArgument(name: string, value: string): string {
  return [
    `<elementProp name="${name}" elementType="Argument"><stringProp name="Argument.name">${name}</stringProp>`,
    `<stringProp name="Argument.value">${escapeXml(value)}</stringProp>`,
    '<stringProp name="Argument.metadata">=</stringProp></elementProp>',
  ].join('');
}

function readProperty(name: string): string {
  return `\${__P(${name},)}`;
}

const USER_QUERY = `&u=${readProperty(CREDENTIAL_PROPERTIES.user)}&p=${readProperty(CREDENTIAL_PROPERTIES.password)}`;

/** JMeter would take `${…}` of a name for an expression, and a backslash at its end would spoil the line that is sent. */
function plain(text: string): string {
  return text.replaceAll('${', '$ {').replace(/\\+$/, '');
}
