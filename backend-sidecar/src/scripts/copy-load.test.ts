import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { AppError } from '../kernel/errors.ts';
import { FAILURES_WRITER } from './failures-writer.ts';
import { copyRequest, groupText, planText } from './plan-fixture.ts';
import { prepareCopy } from './prepare-copy.ts';
import { readPlan } from './read-plan.ts';

const LOAD = { userCount: 20, durationSeconds: 60, rampUpSeconds: 10 };

function refusal(action: () => unknown): { code: string; detail: string | undefined } {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) {
      return { code: error.code, detail: error.detail };
    }
    throw error;
  }
  throw new Error('Nothing was refused');
}

describe('the load in a copy', () => {
  it('is written as literals into every running group, also where it was hard-coded or missing', () => {
    const xml = planText(
      [
        groupText({ name: 'a', users: '3', rampUp: '1', scheduler: false, duration: '', delay: '7', loops: '2' }),
        groupText({ name: 'b', users: '${__P(threads,1)}' }),
      ].join('\n')
    );
    const copy = prepareCopy(copyRequest({ xml, load: LOAD }));
    expect(copy.xml).toBe(
      planText(
        `${groupText({ name: 'a', users: '15', rampUp: '10', scheduler: true, duration: '60', delay: '0', loops: '-1' })}
      <ThreadGroup guiclass="ThreadGroupGui" testclass="ThreadGroup" testname="b">
        <stringProp name="ThreadGroup.num_threads">5</stringProp>
        <elementProp name="ThreadGroup.main_controller" elementType="LoopController"><stringProp name="LoopController.loops">-1</stringProp></elementProp>
        <intProp name="ThreadGroup.ramp_time">10</intProp>
        <boolProp name="ThreadGroup.scheduler">true</boolProp>
        <longProp name="ThreadGroup.duration">60</longProp>
      </ThreadGroup>
      <hashTree></hashTree>`
      )
    );
    expect(copy.edits).toEqual([
      { what: 'users set', element: 'a', before: '3', after: '15', line: 7 },
      { what: 'ramp-up set', element: 'a', before: '1', after: '10', line: 8 },
      { what: 'duration set', element: 'a', before: '', after: '60', line: 9 },
      { what: 'start-up delay set', element: 'a', before: '7', after: '0', line: 10 },
      { what: 'scheduler switched on', element: 'a', before: 'false', after: 'true', line: 11 },
      { what: 'loops set', element: 'a', before: '2', after: '-1', line: 12 },
      { what: 'users set', element: 'b', before: '${__P(threads,1)}', after: '5', line: 16 },
      {
        what: 'ramp-up set',
        element: 'b',
        before: '',
        after: '<intProp name="ThreadGroup.ramp_time">10</intProp>',
        line: 17,
      },
      {
        what: 'scheduler switched on',
        element: 'b',
        before: '',
        after: '<boolProp name="ThreadGroup.scheduler">true</boolProp>',
        line: 17,
      },
      {
        what: 'duration set',
        element: 'b',
        before: '',
        after: '<longProp name="ThreadGroup.duration">60</longProp>',
        line: 17,
      },
    ]);
    expect(JSON.parse(JSON.stringify(copy))).toEqual(copy);
  });

  it('keeps a delay that the script has in force, and ends with the run', () => {
    const xml = planText(
      groupText({ name: 'a', users: '20', rampUp: '10', scheduler: true, duration: '1', delay: '15' })
    );
    const copy = prepareCopy(copyRequest({ xml, load: LOAD }));
    expect(copy.xml).toBe(xml.replace('"ThreadGroup.duration">1<', '"ThreadGroup.duration">45<'));
  });

  it('mends an expression in an intProp, which JMeter would refuse', () => {
    const group =
      '<ThreadGroup testname="g"><intProp name="ThreadGroup.num_threads">${__P(threads,3)}</intProp></ThreadGroup><hashTree/>';
    const copy = prepareCopy(copyRequest({ xml: planText(group), load: LOAD }));
    expect(copy.xml).toContain('<intProp name="ThreadGroup.num_threads">20</intProp>');
  });

  it('gives a body to an element that has none, its state changed too', () => {
    const xml = planText('<ThreadGroup testname="g" enabled="false"/><hashTree/>');
    const { xml: copy, edits } = prepareCopy(
      copyRequest({
        xml: xml.replace('testname="g"', 'testname="g" x="/>"'),
        enabledThreadGroups: ['g'],
        isSmoke: true,
      })
    );
    expect(copy).toBe(
      planText(
        '<ThreadGroup testname="g" x="/>" enabled="true"><intProp name="ThreadGroup.num_threads">0</intProp><intProp name="ThreadGroup.ramp_time">0</intProp><elementProp name="ThreadGroup.main_controller" elementType="LoopController" guiclass="LoopControlPanel" testclass="LoopController"><intProp name="LoopController.loops">1</intProp><boolProp name="LoopController.continue_forever">false</boolProp></elementProp></ThreadGroup><hashTree/>'
      )
    );
    expect(edits.map(({ what }) => what)).toEqual([
      'thread group switched on',
      'users set',
      'ramp-up set',
      'loops set',
    ]);
  });

  it('of a smoke run is one user and one loop without a scheduler', () => {
    const xml = planText(
      groupText({ name: 'a', users: '300', rampUp: '30', scheduler: true, duration: '60', delay: '9' })
    );
    const copy = prepareCopy(copyRequest({ xml, load: LOAD, isSmoke: true }));
    expect(copy.edits.map(({ what, before, after }) => [what, before, after])).toEqual([
      ['users set', '300', '1'],
      ['ramp-up set', '30', '0'],
      ['scheduler switched off', 'true', 'false'],
      ['loops set', '-1', '1'],
      ['endless repetition switched off', '', '<boolProp name="LoopController.continue_forever">false</boolProp>'],
    ]);
  });

  it('is refused with the reason, and neither setUp groups nor groups that are off are touched', () => {
    const ultimate = groupText({ name: 'u', tag: 'kg.apc.jmeter.threads.UltimateThreadGroup' });
    const plain = groupText({ name: 'a', users: '1' });
    expect(refusal(() => prepareCopy(copyRequest({ xml: planText(ultimate + plain), load: LOAD })))).toEqual({
      code: 'SCRIPT_LOAD',
      detail:
        'Thread group “u” cannot be given users and a duration: its kind (UltimateThreadGroup) has a schedule of its own.',
    });
    const others = [
      groupText({ name: 's', tag: 'SetupThreadGroup', users: '4' }),
      groupText({ name: 'off', users: '4', enabled: false }),
    ].join('\n');
    const copy = prepareCopy(copyRequest({ xml: planText(plain + others), load: LOAD }));
    expect(copy.xml).toContain(others);
  });

  it('of a plugin group that reads the run’s properties stays as it is, with a word about it', () => {
    const reading =
      '<a.b.UltimateThreadGroup testname="u"><stringProp name="x">${__P(threads)}</stringProp></a.b.UltimateThreadGroup><hashTree/>';
    const copy = prepareCopy(copyRequest({ xml: planText(reading), load: LOAD }));
    expect(copy.edits).toEqual([]);
    expect(copy.warnings).toEqual(['Thread group “u” is left as it is: it reads the run’s properties (threads).']);
  });
});

describe('placeholders', () => {
  const content = `${groupText({ name: 'Load @@VERSION@@', users: '@@USERS@@' })}
<!-- @@NOT.ME@@ --><X testname="@@a-b.c@@"><stringProp name="s">@@VERSION@@/@@a-b.c@@</stringProp><p><![CDATA[@@a-b.c@@]]></p></X><hashTree/>`;

  it('are replaced everywhere but in comments, escaped as the place needs', () => {
    const placeholders = { VERSION: '14.2', USERS: '4', 'a-b.c': `<"&'>]]>\n@@VERSION@@` };
    const escaped = '&lt;&quot;&amp;&apos;&gt;]]&gt;&#10;@@VERSION@@';
    const copy = prepareCopy(
      copyRequest({ xml: planText(content), placeholders, enabledThreadGroups: ['Load @@VERSION@@'] })
    );
    expect(copy.xml).toBe(
      planText(
        content
          .replaceAll('<![CDATA[@@a-b.c@@]]>', `<![CDATA[]]>${escaped.replace('@@VERSION@@', '@@_@@')}<![CDATA[]]>`)
          .replaceAll('@@VERSION@@', '14.2')
          .replaceAll('@@USERS@@', '4')
          .replaceAll('@@a-b.c@@', escaped)
          .replaceAll('@@_@@', '@@VERSION@@')
      )
    );
    expect(copy.edits.filter(({ element }) => element === 'VERSION')).toEqual([
      { what: 'placeholder replaced', element: 'VERSION', before: '@@VERSION@@', after: '14.2', line: 6 },
      { what: 'placeholder replaced', element: 'VERSION', before: '@@VERSION@@', after: '14.2', line: 11 },
    ]);
  });

  it('without a value are refused, and those that name a secret', () => {
    const xml = planText(groupText({ name: 'a', users: '@@USERS@@' }));
    expect(refusal(() => prepareCopy(copyRequest({ xml })))).toEqual({
      code: 'SCRIPT_PLACEHOLDER',
      detail:
        '@@USERS@@ has no value: give the environment, the test type of the scenario or the run a property “USERS”',
    });
    expect(
      refusal(() => prepareCopy(copyRequest({ xml, secretNames: ['USERS'], placeholders: { USERS: 'x' } }))).detail
    ).toBe('@@USERS@@ names a secret, which is never written into a script: read it with ${__P(USERS)}');
  });

  it('name the line of the script, whatever length their values have', () => {
    const xml = planText(groupText({ name: 'a', users: '@@USERS@@', rampUp: '@@R@@', duration: '3' }));
    const placeholders = { USERS: '00000000000000000000000000000002', R: '\n\n\n' };
    const copy = prepareCopy(copyRequest({ xml, placeholders, load: LOAD }));
    expect(copy.edits.map(({ what, line }) => [what, line]).slice(0, 5)).toEqual([
      ['placeholder replaced', 7],
      ['users set', 7],
      ['placeholder replaced', 8],
      ['ramp-up set', 8],
      ['duration set', 9],
    ]);
  });
});

describe('the writer of failed requests', () => {
  it('stands at the end of the test plan’s tree, once', () => {
    const xml = planText(groupText({ name: 'a', users: '1' }));
    const request = copyRequest({ xml, keepFailuresIn: '/runs/7/a & b.xml' });
    const copy = prepareCopy(request);
    const [edit] = copy.edits;
    expect(edit).toMatchObject({ what: 'writer of failed requests added', element: FAILURES_WRITER, before: '' });
    expect(copy.xml).toBe(xml.replace('\n    </hashTree>', `\n      ${edit?.after}\n    </hashTree>`));
    expect(readPlan(copy.xml).listeners).toMatchObject([{ fileName: '/runs/7/a & b.xml', isEnabled: true }]);
    expect(prepareCopy({ ...request, xml: copy.xml })).toMatchObject({ xml: copy.xml, edits: [] });
  });
});

describe('every plan there is', () => {
  const folders = ['tests/fixtures/jmeter/', 'tests/fixtures/plans/', 'scripts/demo/jmeter-scripts/'].map(
    (name) => new URL(`../../../${name}`, import.meta.url)
  );
  const plans = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.jmx') && name !== 'Bug50898_inc.jmx')
      .map((name): [string, string] => [name, readFileSync(new URL(name, folder), 'utf8')])
  );

  it.each(plans)('gets a load and gives it back: %s', (_, xml) => {
    const request = copyRequest({
      xml,
      load: { userCount: 50, durationSeconds: 120, rampUpSeconds: 7 },
      // Groups that run one after another cannot share a load.
      enabledThreadGroups: xml.includes('serialize_threadgroups">true')
        ? readPlan(xml)
            .threadGroups.slice(0, 1)
            .map(({ name }) => name)
        : undefined,
      placeholders: { HOST: 'a&b' },
      keepFailuresIn: '/x.xml',
    });
    const copy = prepareCopy(request);
    const running = readPlan(copy.xml).threadGroups.filter(
      ({ isEnabled, kind }) => isEnabled && kind === 'ThreadGroup'
    );
    expect(running.reduce((sum, { users }) => sum + Number(users), 0)).toBe(50);
    expect(running.map(({ rampUp, loops, scheduler }) => [rampUp, loops, scheduler.state])).toEqual(
      running.map(() => ['7', '-1', 'on'])
    );
    expect(prepareCopy({ ...request, xml: copy.xml })).toMatchObject({ xml: copy.xml, edits: [] });
    expect(linesOutside(copy.xml, xml), 'only lines that edits change').toEqual([]);
    const smoke = prepareCopy({ ...request, isSmoke: true });
    expect(prepareCopy({ ...request, isSmoke: true, xml: smoke.xml })).toMatchObject({ xml: smoke.xml, edits: [] });
  });
});

/** Lines of the original that are neither in the copy nor of a kind that edits change. */
function linesOutside(copy: string, original: string): string[] {
  const changes =
    /<ThreadGroup |ThreadGroup\.(num_threads|ramp_time|duration|delay|scheduler)|LoopController\.loops|Transaction.*parent|ResultCollector|ResultSaver|@@/;
  const lines = new Set(copy.split('\n'));
  return original.split('\n').filter((line) => !lines.has(line) && !changes.test(line));
}
