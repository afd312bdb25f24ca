import { escapeXml } from './placeholders.ts';

/** The name of the listener in the copy. */
export const FAILURES_WRITER = 'Failed requests of this run';

/** What of a sample is written; a column that is not named is left out or harmless. */
const COLUMNS = [
  ...['time', 'timestamp', 'success', 'label', 'code', 'message', 'threadName', 'assertions', 'subresults'],
  ...['responseData', 'samplerData', 'xml', 'responseHeaders', 'requestHeaders'],
  ...['saveAssertionResultsFailureMessage', 'url'],
];

/** A Simple Data Writer for failed samples only, with requests and responses, and its empty tree. */
export function failuresWriter(path: string): string {
  const columns = COLUMNS.map((column) => `<${column}>true</${column}>`).join('');
  return [
    `<ResultCollector guiclass="SimpleDataWriter" testclass="ResultCollector" testname="${FAILURES_WRITER}" enabled="true">`,
    '<boolProp name="ResultCollector.error_logging">true</boolProp>',
    `<objProp><name>saveConfig</name><value class="SampleSaveConfiguration">${columns}</value></objProp>`,
    `<stringProp name="filename">${escapeXml(path)}</stringProp></ResultCollector><hashTree/>`,
  ].join('');
}
