import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { AppError } from '../kernel/errors.ts';
import { MAX_PLAN_DEPTH, MAX_PLAN_LENGTH } from './jmx-document.ts';
import { readInventory } from './read-inventory.ts';
import { readPlan } from './read-plan.ts';

const fixtures = new URL('../../../tests/fixtures/jmeter/', import.meta.url);

function fixture(name: string): string {
  return readFileSync(new URL(name, fixtures), 'utf8');
}

function plan(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<jmeterTestPlan version="1.2" properties="5.0" jmeter="5.6.3">\n  <hashTree>${content}</hashTree>\n</jmeterTestPlan>\n`;
}

function refusal(xml: string): { code: string; detail: string | undefined } {
  try {
    readPlan(xml);
  } catch (error) {
    if (error instanceof AppError) {
      return { code: error.code, detail: error.detail };
    }
    throw error;
  }
  throw new Error('The plan was read');
}

describe('readPlan', () => {
  it('reads a thread group with its settings as they are written', () => {
    const xml = fixture('build-web-test-plan.jmx');
    const { threadGroups } = readPlan(xml);
    expect(threadGroups).toHaveLength(1);
    expect(threadGroups[0]).toMatchObject({
      name: 'Scenario 1',
      kind: 'ThreadGroup',
      isEnabled: true,
      users: '5',
      rampUp: '5',
      duration: '60',
      loops: '-1',
      scheduler: { state: 'on' },
    });
    const { start, end } = threadGroups[0]?.xml ?? { start: 0, end: 0 };
    expect(xml.slice(start, start + 13)).toBe('<ThreadGroup ');
    expect(xml.slice(end - 14, end)).toBe('</ThreadGroup>');
  });

  // grep -c 'testclass="TransactionController"' and 'TransactionController.parent">true' over the files
  it.each(readdirSync(fixtures).filter((name) => name.endsWith('.jmx')))('finds every element of %s', (name) => {
    const xml = fixture(name);
    const found = readPlan(xml);
    const count = (pattern: RegExp) => xml.match(pattern)?.length ?? 0;
    expect(found.threadGroups).toHaveLength(count(/<(Setup|Post)?ThreadGroup /g));
    expect(found.transactionControllers).toHaveLength(count(/<TransactionController /g));
    expect(found.listeners).toHaveLength(count(/<(ResultCollector|ResultSaver) /g));
    expect(found.transactionControllers.filter(({ parentMode }) => parentMode.state === 'on')).toHaveLength(
      count(/<boolProp name="TransactionController.parent">true</g)
    );
  });

  it('knows setUp and tearDown groups, plugins, and full class names, by their tag as JMeter does', () => {
    const xml = plan(`<TestPlan testclass="TestPlan" testname="p"/><hashTree>
      <SetupThreadGroup testclass="SetupThreadGroup" testname="a"/><hashTree/>
      <PostThreadGroup testclass="PostThreadGroup" testname="b"/><hashTree/>
      <kg.apc.jmeter.threads.UltimateThreadGroup testclass="kg.apc.jmeter.threads.UltimateThreadGroup" testname="c"/><hashTree/>
      <org.apache.jmeter.threads.ThreadGroup testclass="SetupThreadGroup" testname="d &amp; &quot;e&quot;"/><hashTree/></hashTree>`);
    expect(readPlan(xml).threadGroups.map(({ name, kind }) => [name, kind])).toEqual([
      ['a', 'SetupThreadGroup'],
      ['b', 'PostThreadGroup'],
      ['c', 'kg.apc.jmeter.threads.UltimateThreadGroup'],
      ['d & "e"', 'ThreadGroup'],
    ]);
  });

  it('takes a group below a disabled plan for disabled, its siblings’ state aside', () => {
    const groups = '<ThreadGroup testname="a" enabled="false"/><hashTree/><ThreadGroup testname="b"/><hashTree/>';
    const states = (xml: string) => readPlan(xml).threadGroups.map(({ isEnabled }) => isEnabled);
    expect(states(plan(`<TestPlan/><hashTree>${groups}</hashTree>`))).toEqual([false, true]);
    expect(states(plan(`<TestPlan enabled="false"/><hashTree>${groups}</hashTree>`))).toEqual([false, false]);
  });

  // As SaveService.loadTree of JMeter 5.6.3 answers for the same attributes.
  it.each([
    ['', true],
    ['enabled="true"', true],
    ['enabled="TRUE"', true],
    ['enabled=""', false],
    ['enabled=" true "', false],
    ['enabled="yes"', false],
    ['enabled="${__P(x,true)}"', false],
  ])('takes an element with «%s» for enabled: %s', (attribute, isEnabled) => {
    const { threadGroups } = readPlan(plan(`<TestPlan/><hashTree><ThreadGroup ${attribute}/><hashTree/></hashTree>`));
    expect(threadGroups[0]?.isEnabled).toBe(isEnabled);
  });

  it('finds a listener below a sampler of a disabled group, and says that it is off', () => {
    const xml = plan(`<TestPlan/><hashTree><ThreadGroup enabled="false"/><hashTree><HTTPSamplerProxy/><hashTree>
      <ResultCollector testname="r"><stringProp name="filename"> out.csv </stringProp></ResultCollector><hashTree/>
      </hashTree></hashTree></hashTree>`);
    expect(readPlan(xml).listeners).toMatchObject([{ name: 'r', fileName: 'out.csv', isEnabled: false }]);
  });

  it('takes the last of a doubled property, as JMeter does', () => {
    const xml = plan(`<TestPlan/><hashTree><ThreadGroup testname="g"><intProp name="ThreadGroup.num_threads">3</intProp>
      <intProp name="ThreadGroup.num_threads">7</intProp></ThreadGroup><hashTree/></hashTree>`);
    expect(readPlan(xml).threadGroups[0]?.users).toBe('7');
  });

  it('takes an expression in a boolProp for off, because JMeter parses it as false', () => {
    const withScheduler = (tag: string) =>
      plan(`<TestPlan/><hashTree><ThreadGroup><${tag} name="ThreadGroup.scheduler">\${__P(s,true)}</${tag}></ThreadGroup>
        <hashTree/></hashTree>`);
    expect(readPlan(withScheduler('boolProp')).threadGroups[0]?.scheduler.state).toBe('off');
    expect(readPlan(withScheduler('stringProp')).threadGroups[0]?.scheduler.state).toBe('expression');
  });

  it('lists the properties that a script reads, with their defaults', () => {
    const xml = plan(`<TestPlan><stringProp name="a">\${__P(threads,25)} \${__P(bare)} \${__P(threads,25)}</stringProp>
      <stringProp name="b">\${__property(user.dir)} \${__property(port,PORT,8080)}</stringProp>
      <stringProp name="c">\${__P(outer,\${__P(inner,a\\,b)})} \${__P()} \${__P(open</stringProp>
      </TestPlan><hashTree><X testname="\${__P(inName,&quot;q&quot;)}"/><hashTree/></hashTree>`);
    expect(readInventory(xml).properties).toEqual([
      { name: 'threads', defaultValue: '25' },
      { name: 'bare', defaultValue: '1' },
      { name: 'user.dir', defaultValue: 'user.dir' },
      { name: 'port', defaultValue: '8080' },
      { name: 'outer', defaultValue: '${__P(inner,a,b)}' },
      { name: 'inner', defaultValue: 'a,b' },
      { name: 'inName', defaultValue: '"q"' },
    ]);
  });

  it('follows user defined variables to the properties behind a group’s settings', () => {
    const xml = plan(`<TestPlan><elementProp name="TestPlan.user_defined_variables">
        <collectionProp name="Arguments.arguments"><elementProp name="users"><stringProp name="Argument.name">users</stringProp>
        <stringProp name="Argument.value">\${__P(threads,3)}</stringProp></elementProp></collectionProp></elementProp></TestPlan>
      <hashTree><ThreadGroup><stringProp name="ThreadGroup.num_threads">\${users}</stringProp></ThreadGroup><hashTree/></hashTree>`);
    expect(readPlan(xml).loadFacts.threadGroups[0]?.propertiesRead).toEqual(['threads']);
  });
});

/** Counted with Python's ElementTree: testclass ends with Sampler or SamplerProxy, nothing above it is disabled. */
const SAMPLER_COUNTS: Readonly<Record<string, number>> = {
  'Bug50898.jmx': 0,
  'Bug50898_inc.jmx': 1,
  'Bug54685.jmx': 1,
  'Bug56811.jmx': 32,
  // 6 in the file
  'TestDisable.jmx': 2,
  'build-web-test-plan.jmx': 2,
};

describe('readInventory', () => {
  it.each(readdirSync(fixtures).filter((name) => name.endsWith('.jmx')))(
    'counts the enabled requests of %s',
    (name) => {
      const xml = fixture(name);
      const inventory = readInventory(xml);
      expect(JSON.parse(JSON.stringify(inventory))).toEqual(inventory);
      expect(inventory.threadGroups).toHaveLength(readPlan(xml).threadGroups.length);
      const count = inventory.samplers.reduce((sum, sampler) => sum + sampler.count, 0);
      expect(count).toBe(SAMPLER_COUNTS[name]);
    }
  );
});

describe('readPlan refuses', () => {
  it('what is not well-formed, naming the line', () => {
    const { code, detail } = refusal('<jmeterTestPlan>\n<hashTree>\n</TestPlan></jmeterTestPlan>');
    expect(code).toBe('SCRIPT_NOT_JMX');
    expect(detail).toMatch(/^line 3, column \d+: /);
  });

  it('other XML, naming its root, and what is no XML at all', () => {
    expect(refusal('<project/>')).toEqual({
      code: 'SCRIPT_NOT_JMX',
      detail: 'its root element is <project> instead of <jmeterTestPlan>',
    });
    expect(refusal('').code).toBe('SCRIPT_NOT_JMX');
    expect(refusal('PK\u0003\u0004').code).toBe('SCRIPT_NOT_JMX');
    expect(refusal('<jmeterTestPlan a="<').code).toBe('SCRIPT_NOT_JMX');
    expect(refusal('<jmeterTestPlan><!-- ').code).toBe('SCRIPT_NOT_JMX');
  });

  it('a DOCTYPE, but not the word in a comment or in a script', () => {
    const doctype = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
    expect(refusal(`<?xml version="1.0"?>\n${doctype}<jmeterTestPlan>&x;</jmeterTestPlan>`)).toEqual({
      code: 'SCRIPT_DOCTYPE',
      detail: 'in line 2',
    });
    expect(
      readPlan(plan('<!-- <!DOCTYPE --><X><stringProp name="s"><![CDATA[<!DOCTYPE html>]]></stringProp></X>'))
    ).toBeDefined();
  });

  it('an entity that XML does not define', () => {
    expect(refusal('<jmeterTestPlan>&lol;</jmeterTestPlan>').code).toBe('SCRIPT_NOT_JMX');
  });

  it('nesting that would overflow the stack, and nothing below the limit', () => {
    const nested = (levels: number) =>
      `<jmeterTestPlan>${'<hashTree a=">">'.repeat(levels)}${'</hashTree>'.repeat(levels)}</jmeterTestPlan>`;
    expect(refusal(nested(100_000))).toEqual({
      code: 'SCRIPT_TOO_DEEP',
      detail: `elements nest deeper than ${MAX_PLAN_DEPTH} in line 1`,
    });
    expect(refusal('<a>'.repeat(1_000_000)).code).toBe('SCRIPT_TOO_DEEP');
    expect(readPlan(nested(MAX_PLAN_DEPTH - 1)).threadGroups).toEqual([]);
  });

  it('a file above the limit', () => {
    expect(refusal(' '.repeat(MAX_PLAN_LENGTH + 1))).toEqual({
      code: 'SCRIPT_TOO_DEEP',
      detail: 'it has 33554433 characters, the limit is 33554432',
    });
  });
});
