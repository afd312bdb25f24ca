import type { CopyRequest } from './prepare-copy.ts';

/** Small plans for tests, as text: what a test is about stands in it. */
export function planText(content: string, planProperties = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<jmeterTestPlan version="1.2" properties="5.0" jmeter="5.6.3">
  <hashTree>
    <TestPlan guiclass="TestPlanGui" testclass="TestPlan" testname="Plan">${planProperties}</TestPlan>
    <hashTree>
${content}
    </hashTree>
  </hashTree>
</jmeterTestPlan>
`;
}

export interface GroupText {
  readonly name: string;
  readonly tag?: string;
  readonly enabled?: boolean;
  readonly users?: string;
  readonly rampUp?: string;
  readonly scheduler?: boolean;
  readonly duration?: string;
  readonly delay?: string;
  readonly loops?: string;
  /** What is below it. */
  readonly content?: string;
}

/** A thread group with only the settings that are given. */
export function groupText({ name, tag = 'ThreadGroup', enabled, loops = '-1', content = '', ...settings }: GroupText) {
  const properties = [
    ['num_threads', settings.users],
    ['ramp_time', settings.rampUp],
    ['duration', settings.duration],
    ['delay', settings.delay],
  ].flatMap(([property, text]) =>
    text === undefined ? [] : [`        <stringProp name="ThreadGroup.${property}">${text}</stringProp>`]
  );
  const scheduler =
    settings.scheduler === undefined
      ? []
      : [`        <boolProp name="ThreadGroup.scheduler">${settings.scheduler}</boolProp>`];
  const controller = `        <elementProp name="ThreadGroup.main_controller" elementType="LoopController"><stringProp name="LoopController.loops">${loops}</stringProp></elementProp>`;
  const attribute = enabled === undefined ? '' : ` enabled="${enabled}"`;
  return `      <${tag} guiclass="${tag}Gui" testclass="${tag}" testname="${name}"${attribute}>
${[...properties, ...scheduler, controller].join('\n')}
      </${tag}>
      <hashTree>${content}</hashTree>`;
}

/** The script's own schedule stays and nothing is filled in, unless a test says otherwise. */
export function copyRequest(request: Partial<CopyRequest> & { xml: string }): CopyRequest {
  return {
    load: null,
    isSmoke: false,
    properties: {},
    placeholders: {},
    secretNames: [],
    keepFailuresIn: null,
    ...request,
  };
}
