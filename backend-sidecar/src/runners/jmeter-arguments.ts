import { join } from 'node:path';

import type { ExecutionPlan } from './runner.ts';

/**
 * How result files are written, whatever the installation's own settings are: the columns that the reader expects, start
 * times in milliseconds, no sub-results (they cannot be told from samples), and every line flushed at once.
 */
export const RESULT_PROPERTIES: Readonly<Record<string, string>> = {
  'jmeter.save.saveservice.output_format': 'csv',
  'jmeter.save.saveservice.default_delimiter': ',',
  'jmeter.save.saveservice.timestamp_format': 'ms',
  'jmeter.save.saveservice.print_field_names': 'true',
  'jmeter.save.saveservice.autoflush': 'true',
  'jmeter.save.saveservice.subresults': 'false',
  'jmeter.save.saveservice.time': 'true',
  'jmeter.save.saveservice.label': 'true',
  'jmeter.save.saveservice.response_code': 'true',
  'jmeter.save.saveservice.response_message': 'true',
  'jmeter.save.saveservice.thread_name': 'true',
  'jmeter.save.saveservice.data_type': 'true',
  'jmeter.save.saveservice.successful': 'true',
  'jmeter.save.saveservice.assertion_results_failure_message': 'true',
  'jmeter.save.saveservice.bytes': 'true',
  'jmeter.save.saveservice.sent_bytes': 'true',
  'jmeter.save.saveservice.thread_counts': 'true',
  'jmeter.save.saveservice.url': 'true',
  'jmeter.save.saveservice.filename': 'false',
  'jmeter.save.saveservice.latency': 'true',
  'jmeter.save.saveservice.encoding': 'false',
  'jmeter.save.saveservice.sample_count': 'false',
  'jmeter.save.saveservice.hostname': 'false',
  'jmeter.save.saveservice.idle_time': 'true',
  'jmeter.save.saveservice.connect_time': 'true',
  sample_variables: '',
  'sampleresult.timestamp.start': 'true',
  'summariser.name': 'summary',
  'summariser.out': 'true',
  'summariser.ignore_transaction_controller_sample_result': 'true',
};

interface ArgumentInput {
  plan: ExecutionPlan;
  home: string;
  jvmArguments: readonly string[];
  stopPort: number;
  propertiesPath: string;
}

/** java's arguments. No secret is among them: those come by `-q /dev/stdin`. */
export function jmeterArguments({ plan, home, jvmArguments, stopPort, propertiesPath }: ArgumentInput): string[] {
  const hasSecrets = Object.keys(plan.secrets).length > 0;
  return [
    '-Duser.language=en',
    '-Duser.region=EN',
    '-Djava.awt.headless=true',
    ...jvmArguments,
    '-jar',
    join(home, 'bin', 'ApacheJMeter.jar'),
    '-n',
    '-t',
    plan.scriptPath,
    '-l',
    plan.resultPath,
    '-j',
    join(plan.directory, 'jmeter.log'),
    ...plan.propertyFiles.flatMap((path) => ['-q', path]),
    '-q',
    propertiesPath,
    ...(hasSecrets ? ['-q', '/dev/stdin'] : []),
    ...(plan.quietLoggers ?? []).map((logger) => `-L${logger}=OFF`),
    ...(plan.libraries.length > 0 ? [`-Jsearch_paths=${plan.libraries.join(';')}`] : []),
    `-Jthreads=${plan.userCount}`,
    `-Jduration=${plan.durationSeconds}`,
    `-Jrampup=${plan.rampUpSeconds}`,
    `-Jjmeterengine.nongui.port=${stopPort}`,
    `-Jjmeterengine.nongui.maxport=${stopPort}`,
    '-Jjmeterengine.force.system.exit=true',
  ];
}

/** Java's .properties text: every key and value escaped, so that no value can begin another line or key. */
export function propertiesText(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties)
    .map(([key, value]) => `${escapeProperty(key, true)}=${escapeProperty(value, false)}\n`)
    .join('');
}

function escapeProperty(text: string, isKey: boolean): string {
  const special = isKey ? /[\\=:#! ]/g : /\\|^[ \t#!]/g;
  return text
    .replace(special, (character) => `\\${character}`)
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
