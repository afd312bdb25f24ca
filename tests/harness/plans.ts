/** Small JMeter test plans, written as JMeter saves them. Each function gives an element with its tree below it. */

/** Ends after -Jduration with -Jthreads users. */
const LOAD = { users: '${__P(threads,1)}', rampUp: '${__P(rampup,0)}', duration: '${__P(duration,3)}' };

const CHARACTERS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => CHARACTERS[character] ?? character);
}

function node(element: string, children: readonly string[] = []): string {
  return children.length === 0 ? `${element}<hashTree/>\n` : `${element}<hashTree>\n${children.join('')}</hashTree>\n`;
}

function text(name: string, value: string): string {
  return `<stringProp name="${name}">${escape(value)}</stringProp>`;
}

export function plan(children: readonly string[]): string {
  const testPlan = `<TestPlan guiclass="TestPlanGui" testclass="TestPlan" testname="plan">
<elementProp name="TestPlan.user_defined_variables" elementType="Arguments" guiclass="ArgumentsPanel" testclass="Arguments">
<collectionProp name="Arguments.arguments"/></elementProp></TestPlan>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<jmeterTestPlan version="1.2" properties="5.0" jmeter="5.6.3"><hashTree>
${node(testPlan, children)}</hashTree></jmeterTestPlan>
`;
}

export function threadGroup(name: string, children: readonly string[], load: Partial<typeof LOAD> = {}): string {
  const { users, rampUp, duration } = { ...LOAD, ...load };
  return node(
    `<ThreadGroup guiclass="ThreadGroupGui" testclass="ThreadGroup" testname="${escape(name)}">
${text('ThreadGroup.num_threads', users)}${text('ThreadGroup.ramp_time', rampUp)}${text('ThreadGroup.duration', duration)}
<boolProp name="ThreadGroup.scheduler">true</boolProp>
<boolProp name="ThreadGroup.same_user_on_next_iteration">true</boolProp>
${text('ThreadGroup.on_sample_error', 'continue')}
${loops(-1)}</ThreadGroup>`,
    children
  );
}

/** Runs once, before the others. */
export function setUpGroup(name: string, children: readonly string[]): string {
  return node(
    `<SetupThreadGroup guiclass="SetupThreadGroupGui" testclass="SetupThreadGroup" testname="${escape(name)}">
<intProp name="ThreadGroup.num_threads">1</intProp><intProp name="ThreadGroup.ramp_time">0</intProp>
${text('ThreadGroup.on_sample_error', 'continue')}${loops(1)}</SetupThreadGroup>`,
    children
  );
}

function loops(count: number): string {
  return `<elementProp name="ThreadGroup.main_controller" elementType="LoopController" guiclass="LoopControlPanel" testclass="LoopController">
<intProp name="LoopController.loops">${count}</intProp><boolProp name="LoopController.continue_forever">false</boolProp></elementProp>
`;
}

export function transaction(name: string, children: readonly string[]): string {
  return node(
    `<TransactionController guiclass="TransactionControllerGui" testclass="TransactionController" testname="${escape(name)}">
<boolProp name="TransactionController.includeTimers">false</boolProp></TransactionController>`,
    children
  );
}

/** GET of the test target; it has no time limit. */
export function request(label: string, path: string, children: readonly string[] = []): string {
  return node(
    `<HTTPSamplerProxy guiclass="HttpTestSampleGui" testclass="HTTPSamplerProxy" testname="${escape(label)}">
<elementProp name="HTTPsampler.Arguments" elementType="Arguments"><collectionProp name="Arguments.arguments"/></elementProp>
${text('HTTPSampler.domain', '127.0.0.1')}${text('HTTPSampler.port', '${__P(port,1)}')}${text('HTTPSampler.protocol', 'http')}
${text('HTTPSampler.path', path)}${text('HTTPSampler.method', 'GET')}
<boolProp name="HTTPSampler.follow_redirects">false</boolProp><boolProp name="HTTPSampler.use_keepalive">true</boolProp>
</HTTPSamplerProxy>`,
    children
  );
}

/** JMeter's own sampler that only sleeps. */
export function sleeping(label: string, sleepMs: number, children: readonly string[] = []): string {
  return javaRequest(label, { Sleep_Time: String(sleepMs), Sleep_Mask: '0' }, children);
}

/** Ends in no time the tool would wait for, and cannot be interrupted: a pattern that backtracks 2^60 times. */
export function uninterruptible(label: string): string {
  const assertion = `<ResponseAssertion guiclass="AssertionGui" testclass="ResponseAssertion" testname="Backtracking">
<collectionProp name="Asserion.test_strings">${text('0', '(a+)+b')}</collectionProp>
${text('Assertion.test_field', 'Assertion.response_data')}<boolProp name="Assertion.assume_success">false</boolProp>
<intProp name="Assertion.test_type">2</intProp></ResponseAssertion>`;
  return javaRequest(label, { Sleep_Time: '1', Sleep_Mask: '0', ResultData: 'a'.repeat(60) }, [node(assertion)]);
}

function javaRequest(
  label: string,
  values: Readonly<Record<string, string>>,
  children: readonly string[] = []
): string {
  const values_ = Object.entries(values).map(
    ([name, value]) =>
      `<elementProp name="${name}" elementType="Argument">${text('Argument.name', name)}${text('Argument.value', value)}${text('Argument.metadata', '=')}</elementProp>`
  );
  return node(
    `<JavaSampler guiclass="JavaTestSamplerGui" testclass="JavaSampler" testname="${escape(label)}">
<elementProp name="arguments" elementType="Arguments"><collectionProp name="Arguments.arguments">${values_.join('')}</collectionProp></elementProp>
${text('classname', 'org.apache.jmeter.protocol.java.test.JavaTest')}</JavaSampler>`,
    children
  );
}

export function header(name: string, value: string): string {
  return node(`<HeaderManager guiclass="HeaderPanel" testclass="HeaderManager" testname="Header">
<collectionProp name="HeaderManager.headers"><elementProp name="" elementType="Header">
${text('Header.name', name)}${text('Header.value', value)}</elementProp></collectionProp></HeaderManager>`);
}

/** The pause of each user before each request. */
export function pause(delayMs: number): string {
  return node(`<ConstantTimer guiclass="ConstantTimerGui" testclass="ConstantTimer" testname="Pause">
${text('ConstantTimer.delay', String(delayMs))}</ConstantTimer>`);
}

export function csvFile(fileName: string): string {
  return node(`<CSVDataSet guiclass="TestBeanGUI" testclass="CSVDataSet" testname="Data">
${text('filename', fileName)}${text('variableNames', 'name')}${text('delimiter', ',')}${text('shareMode', 'shareMode.all')}
<boolProp name="recycle">true</boolProp><boolProp name="stopThread">false</boolProp></CSVDataSet>`);
}

/** View Results Tree: keeps every result for a window that a run does not have. */
export function guiListener(name: string): string {
  return node(`<ResultCollector guiclass="ViewResultsFullVisualizer" testclass="ResultCollector" testname="${escape(name)}">
<boolProp name="ResultCollector.error_logging">false</boolProp>${text('filename', '')}</ResultCollector>`);
}

/** A listener that writes to an InfluxDB. */
export function backendListener(name: string, settings: Readonly<Record<string, string>>): string {
  const values = { influxdbMetricsSender: `${INFLUX_PACKAGE}.HttpMetricsSender`, ...settings };
  const entries = Object.entries(values).map(
    ([key, value]) =>
      `<elementProp name="${key}" elementType="Argument">${text('Argument.name', key)}${text('Argument.value', value)}${text('Argument.metadata', '=')}</elementProp>`
  );
  return node(`<BackendListener guiclass="BackendListenerGui" testclass="BackendListener" testname="${escape(name)}">
<elementProp name="arguments" elementType="Arguments"><collectionProp name="Arguments.arguments">${entries.join('')}</collectionProp></elementProp>
${text('classname', `${INFLUX_PACKAGE}.InfluxdbBackendListenerClient`)}</BackendListener>`);
}

const INFLUX_PACKAGE = 'org.apache.jmeter.visualizers.backend.influxdb';

/** An element of a plugin that no JMeter has. */
export function missingPlugin(): string {
  return node(
    '<org.example.NoSuchSampler guiclass="org.example.NoSuchGui" testclass="org.example.NoSuchSampler" testname="gone"/>'
  );
}

/** Every kind of row: set-up, samples that pass and fail, transactions. */
export function mixedPlan(): string {
  return plan([
    setUpGroup('before', [request('Prepare', '/setup')]),
    threadGroup('users', [pause(20), transaction('Whole way', [request('Fine', '/ok'), request('Broken', '/fail')])]),
  ]);
}

/** Nothing but requests that pass. */
export function plainPlan(): string {
  return plan([threadGroup('users', [pause(20), request('Fine', '/ok')])]);
}
