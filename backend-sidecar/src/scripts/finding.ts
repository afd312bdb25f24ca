import type { PreflightFinding } from '../contract/preflight.ts';

const MANUAL = 'https://jmeter.apache.org/usermanual/';

/** Pages of JMeter's manual that findings lead to. */
export const MANUAL_PAGES = {
  backendListener: `${MANUAL}component_reference.html#Backend_Listener`,
  bestPractices: `${MANUAL}best-practices.html`,
  beanShell: `${MANUAL}best-practices.html#bsh_scripting`,
  assertions: `${MANUAL}component_reference.html#assertions`,
  csv: `${MANUAL}component_reference.html#CSV_Data_Set_Config`,
  functions: `${MANUAL}functions.html`,
  httpRequest: `${MANUAL}component_reference.html#HTTP_Request`,
  include: `${MANUAL}component_reference.html#Include_Controller`,
  listeners: `${MANUAL}listeners.html`,
  module: `${MANUAL}component_reference.html#Module_Controller`,
  osProcess: `${MANUAL}component_reference.html#OS_Process_Sampler`,
  propertyFunction: `${MANUAL}functions.html#__P`,
  jsr223: `${MANUAL}component_reference.html#JSR223_Sampler`,
  testPlan: `${MANUAL}component_reference.html#Test_Plan`,
  threadGroup: `${MANUAL}component_reference.html#Thread_Group`,
  timers: `${MANUAL}component_reference.html#timers`,
  transaction: `${MANUAL}component_reference.html#Transaction_Controller`,
  plugins: 'https://jmeter-plugins.org/',
} as const;

interface Told {
  /** The element it is about; left out where it is about the whole plan. */
  readonly at?: { readonly name: string; readonly line: number } | undefined;
  readonly text: string;
  readonly fix?: string;
  readonly link?: string;
}

/** A finding with what was left out as null. */
export function finding(
  severity: PreflightFinding['severity'],
  code: string,
  { at, text, fix, link }: Told
): PreflightFinding {
  return {
    severity,
    code,
    element: at?.name ?? null,
    line: at?.line ?? null,
    text,
    fix: fix ?? null,
    link: link ?? null,
  };
}

/** `“Login”`, or `“Login” and 3 more`. */
export function naming(names: readonly string[]): string {
  const [first = ''] = names;
  return names.length > 1 ? `“${first}” and ${names.length - 1} more` : `“${first}”`;
}
