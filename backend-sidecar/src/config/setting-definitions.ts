import type { Setting, SettingCategory } from '../contract/system.ts';

export type SettingValue = string | number | boolean;

export interface SettingDefinition {
  readonly category: SettingCategory;
  readonly key: string;
  readonly label: string;
  readonly type: Setting['type'];
  /** The environment variable that gives the default. */
  readonly variable: string;
  readonly fallback: SettingValue | null;
  readonly description: string;
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly choices?: Setting['choices'];
}

/** A week. Longer waits than 24 days end at once: Node's timers count 31 bits of milliseconds. */
const LARGEST_SECONDS = 7 * 86_400;

const GENERAL = [
  {
    category: 'general',
    key: 'anonymousMayRead',
    label: 'Anonymous people may look',
    type: 'switch',
    variable: 'ANONYMOUS_MAY_READ',
    fallback: false,
    description: 'Whether callers who are not signed in may see what a Viewer sees, where Grafana lets them in at all',
  },
] as const satisfies readonly SettingDefinition[];

const RUNNER = [
  {
    category: 'runner',
    key: 'jmeterHome',
    label: 'JMeter home',
    type: 'text',
    variable: 'JMETER_HOME',
    fallback: null,
    description: 'Directory of an Apache JMeter 5.4 or later',
  },
  {
    category: 'runner',
    key: 'jmeterPath',
    label: 'JMeter program',
    type: 'text',
    variable: 'JMETER_PATH',
    fallback: null,
    description: 'The jmeter program; its installation is used when no JMeter home is set',
  },
  {
    category: 'runner',
    key: 'javaPath',
    label: 'Java program',
    type: 'text',
    variable: 'JAVA_PATH',
    fallback: 'java',
    description: 'The java program (17 recommended)',
  },
  {
    category: 'runner',
    key: 'jvmArguments',
    label: 'Java arguments',
    type: 'text',
    variable: 'JMETER_JVM_ARGS',
    fallback: '-Xms256m -Xmx1g',
    description: 'Arguments of JMeter’s Java machine, separated by spaces',
  },
  {
    category: 'runner',
    key: 'deadlineGraceSeconds',
    label: 'Time beyond the planned end',
    type: 'number',
    unit: 's',
    minimum: 0,
    maximum: LARGEST_SECONDS,
    variable: 'RUN_DEADLINE_GRACE_SECONDS',
    fallback: 300,
    description: 'How long after its planned end a run may last before it is stopped as hung',
  },
  {
    category: 'runner',
    key: 'generatorCpuLimitPercent',
    label: 'Limit of the generator’s processors',
    type: 'number',
    unit: '%',
    minimum: 0,
    maximum: 100,
    variable: 'RUN_GENERATOR_CPU_LIMIT_PERCENT',
    fallback: 90,
    description:
      'How busy the load generator’s processors may be: a run in which they were busier for more than a tenth of the judged time is not valid; 100 = never mind',
  },
  {
    category: 'runner',
    key: 'minimumFreeMb',
    label: 'Space for results',
    type: 'number',
    unit: 'MB',
    minimum: 0,
    maximum: 10_000_000,
    variable: 'RUN_MINIMUM_FREE_MB',
    fallback: 500,
    description: 'How much must be free where results are kept before a test starts; until then the queue waits',
  },
  {
    category: 'runner',
    key: 'maskPatterns',
    label: 'Masked texts',
    type: 'lines',
    variable: 'RUN_MASK_PATTERNS',
    fallback: null,
    description: 'Regular expressions, one a line: what they match is masked in kept failed requests, as secrets are',
  },
] as const satisfies readonly SettingDefinition[];

const GRAFANA = [
  {
    category: 'grafana',
    key: 'url',
    label: 'Address',
    type: 'url',
    variable: 'GRAFANA_URL',
    fallback: null,
    description: 'Grafana’s address as the sidecar reaches it: its signing keys verify who asks',
  },
  {
    category: 'grafana',
    key: 'browserUrl',
    label: 'Address in browsers',
    type: 'url',
    variable: 'GRAFANA_BROWSER_URL',
    fallback: null,
    description:
      'Grafana’s address as people’s browsers reach it: links in annotations and reports lead there; unset = the address above',
  },
  {
    category: 'grafana',
    key: 'token',
    label: 'Service account token',
    type: 'secret',
    variable: 'GRAFANA_API_TOKEN',
    fallback: null,
    description: 'Token of a service account with the role Editor: writes annotations and reads dashboards',
  },
  {
    category: 'grafana',
    key: 'annotations',
    label: 'Annotate runs',
    type: 'switch',
    variable: 'GRAFANA_ANNOTATIONS',
    fallback: true,
    description: 'Whether start and end of every run are written as a region on Grafana’s graphs; needs the token',
  },
] as const satisfies readonly SettingDefinition[];

const INFLUXDB = [
  {
    category: 'influxdb',
    key: 'url',
    label: 'Address',
    type: 'url',
    variable: 'INFLUXDB_URL',
    fallback: null,
    description: 'Where JMeter and the sidecar reach InfluxDB, for example http://127.0.0.1:8086; unset = none is used',
  },
  {
    category: 'influxdb',
    key: 'database',
    label: 'Database',
    type: 'text',
    variable: 'INFLUXDB_DATABASE',
    fallback: 'jmeter',
    description: 'Database of InfluxDB 1.x; used where no bucket is set',
  },
  {
    category: 'influxdb',
    key: 'username',
    label: 'User',
    type: 'text',
    variable: 'INFLUXDB_USERNAME',
    fallback: null,
    description: 'User of InfluxDB 1.x, where it asks for one',
  },
  {
    category: 'influxdb',
    key: 'password',
    label: 'Password',
    type: 'secret',
    variable: 'INFLUXDB_PASSWORD',
    fallback: null,
    description: 'Password of that user',
  },
  {
    category: 'influxdb',
    key: 'organisation',
    label: 'Organisation',
    type: 'text',
    variable: 'INFLUXDB_ORG',
    fallback: null,
    description: 'Organisation of InfluxDB 2',
  },
  {
    category: 'influxdb',
    key: 'bucket',
    label: 'Bucket',
    type: 'text',
    variable: 'INFLUXDB_BUCKET',
    fallback: null,
    description: 'Bucket of InfluxDB 2; when set, points are written there and not into a database of 1.x',
  },
  {
    category: 'influxdb',
    key: 'token',
    label: 'Token',
    type: 'secret',
    variable: 'INFLUXDB_TOKEN',
    fallback: null,
    description: 'Token of InfluxDB 2 that may write to and read from the bucket',
  },
  {
    category: 'influxdb',
    key: 'datasourceUid',
    label: 'Grafana’s datasource',
    type: 'text',
    variable: 'INFLUXDB_DATASOURCE_UID',
    fallback: null,
    description: 'UID of the datasource with which the pages read that InfluxDB; unset = the only one of its kind',
  },
] as const satisfies readonly SettingDefinition[];

const CONFLUENCE = [
  {
    category: 'confluence',
    key: 'url',
    label: 'Address',
    type: 'url',
    variable: 'CONFLUENCE_URL',
    fallback: null,
    description: 'Confluence as the sidecar reaches it, for example https://your-company.atlassian.net/wiki',
  },
  {
    category: 'confluence',
    key: 'kind',
    label: 'Kind',
    type: 'choice',
    variable: 'CONFLUENCE_KIND',
    fallback: 'by address',
    choices: [
      { value: 'by address', label: 'By its address' },
      { value: 'cloud', label: 'Cloud' },
      { value: 'data center', label: 'Data Center' },
    ],
    description: 'By its address: Atlassian’s own hosts (atlassian.net) are the Cloud, all others Data Center',
  },
  {
    category: 'confluence',
    key: 'username',
    label: 'E-mail address',
    type: 'text',
    variable: 'CONFLUENCE_USERNAME',
    fallback: null,
    description: 'Of the account that the API token belongs to; the Cloud alone asks for it',
  },
  {
    category: 'confluence',
    key: 'token',
    label: 'Token',
    type: 'secret',
    variable: 'CONFLUENCE_API_TOKEN',
    fallback: null,
    description: 'Cloud: an API token; Data Center: a personal access token. Its account writes the pages',
  },
  {
    category: 'confluence',
    key: 'spaceKey',
    label: 'Space',
    type: 'text',
    variable: 'CONFLUENCE_SPACE_KEY',
    fallback: null,
    description: 'Key of the space in which reports are published, unless another is chosen',
  },
  {
    category: 'confluence',
    key: 'parentPageId',
    label: 'Parent page',
    type: 'text',
    variable: 'CONFLUENCE_PARENT_PAGE_ID',
    fallback: null,
    description: 'Number of the page below which reports stand; unset = below the home page of the space',
  },
  {
    category: 'confluence',
    key: 'autoPublish',
    label: 'Publish by itself',
    type: 'choice',
    variable: 'CONFLUENCE_AUTO_PUBLISH',
    fallback: 'never',
    choices: [
      { value: 'never', label: 'Never' },
      { value: 'all', label: 'Every verdict' },
      { value: 'not passed', label: 'Failed or inconclusive' },
      { value: 'failed', label: 'Failed' },
      { value: 'passed', label: 'Passed' },
    ],
    description:
      'Which reports of batches, and of runs outside of batches, are published as soon as they are made; a scenario or batch may say otherwise',
  },
] as const satisfies readonly SettingDefinition[];

export const SETTINGS = [...GENERAL, ...RUNNER, ...GRAFANA, ...INFLUXDB, ...CONFLUENCE] as const;

/** Settings that are kept sealed, by name. */
export const SECRET_SETTINGS = SETTINGS.filter(({ type }) => type === 'secret').map(
  ({ category, key }) => `${category}.${key}`
);

export type Definition = (typeof SETTINGS)[number];
type NameOf<D> = D extends { category: infer C extends string; key: infer K extends string } ? `${C}.${K}` : never;
/** A setting as the code names it: `grafana.url`. */
export type SettingName = NameOf<Definition>;
export type SecretName = NameOf<Extract<Definition, { type: 'secret' }>>;
