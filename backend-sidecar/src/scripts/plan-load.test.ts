import { describe, expect, it } from 'vitest';

import { groupText, planText } from './plan-fixture.ts';
import { readInventory } from './read-inventory.ts';
import { planLoad, type LoadRequest } from './plan-load.ts';

const LOAD = { userCount: 20, durationSeconds: 60, rampUpSeconds: 10 };
const ULTIMATE = 'kg.apc.jmeter.threads.UltimateThreadGroup';

function plan(xml: string, request: Partial<LoadRequest> = {}) {
  return planLoad({
    inventory: readInventory(xml),
    load: LOAD,
    isSmoke: false,
    properties: {},
    placeholders: {},
    ...request,
  });
}

function users(xml: string, request: Partial<LoadRequest> = {}) {
  const { groups, problems } = plan(xml, request);
  return problems.length > 0 ? problems : groups.map(({ load }) => load?.userCount ?? null);
}

function groups(...texts: string[]): string {
  return planText(texts.join('\n'));
}

describe('planLoad', () => {
  it('splits the total in the proportion of the script and gives each group the whole ramp-up', () => {
    const xml = groups(
      groupText({ name: 'a', users: '3', scheduler: true, duration: '5', rampUp: '1' }),
      groupText({ name: 'b', users: '1' }),
      groupText({ name: 'off', users: '9', enabled: false }),
      groupText({ name: 'before', users: '2', tag: 'SetupThreadGroup' })
    );
    expect(plan(xml)).toEqual({
      problems: [],
      groups: [
        {
          name: 'a',
          willRun: true,
          canOverride: true,
          reason: null,
          load: { userCount: 15, rampUpSeconds: 10, durationSeconds: 60 },
        },
        {
          name: 'b',
          willRun: true,
          canOverride: true,
          reason: 'its scheduler is switched on',
          load: { userCount: 5, rampUpSeconds: 10, durationSeconds: 60 },
        },
        { name: 'off', willRun: false, canOverride: true, reason: 'its scheduler is switched on', load: null },
        {
          name: 'before',
          willRun: true,
          canOverride: false,
          reason: 'setUp and tearDown groups run as the script has them',
          load: null,
        },
      ],
    });
  });

  it('counts the groups that the scenario names', () => {
    const xml = groups(
      groupText({ name: 'a', users: '3' }),
      groupText({ name: 'b', users: '1' }),
      groupText({ name: 'c', users: '1', enabled: false })
    );
    expect(users(xml, { enabledThreadGroups: ['b', 'c'] })).toEqual([null, 10, 10]);
  });

  it('takes the proportion from properties in force, defaults, variables and placeholders', () => {
    const variables = `<elementProp name="TestPlan.user_defined_variables"><collectionProp name="Arguments.arguments"><elementProp name="n">
      <stringProp name="Argument.name">n</stringProp><stringProp name="Argument.value">\${__P(n,2)}</stringProp></elementProp></collectionProp></elementProp>`;
    const content = [
      groupText({ name: 'property', users: '${__P(big,1)}' }),
      groupText({ name: 'default', users: '${__P(small,2)}' }),
      groupText({ name: 'variable', users: '${n}' }),
      groupText({ name: 'placeholder', users: '@@PART@@' }),
    ].join('\n');
    // 4 : 2 : 2 : 12 of 20
    expect(users(planText(content, variables), { properties: { big: '4' }, placeholders: { PART: '12' } })).toEqual([
      4, 2, 2, 12,
    ]);
  });

  it('leaves a group without users without, and refuses when no group has any', () => {
    expect(users(groups(groupText({ name: 'a', users: '0' }), groupText({ name: 'b', users: '4' })))).toEqual([0, 20]);
    expect(users(groups(groupText({ name: 'a', users: '0' }), groupText({ name: 'b' })))).toEqual([
      'No thread group that would run has users in the script.',
    ]);
  });

  it('shares equally among the groups that read the run’s users when the script has none at all', () => {
    const xml = groups(
      groupText({ name: 'a', users: '${__P(threads,0)}' }),
      groupText({ name: 'b', users: '0' }),
      groupText({ name: 'c', users: '${__P(threads,0)}' })
    );
    expect(users(xml)).toEqual([10, 0, 10]);
  });

  it('refuses fewer users than groups that need one', () => {
    const xml = groups(...['a', 'b', 'c'].map((name) => groupText({ name, users: '5' })));
    expect(users(xml, { load: { ...LOAD, userCount: 2 } })).toEqual([
      '2 users are fewer than the 3 thread groups that need one each.',
    ]);
  });

  it('takes the start-up delay off the duration, since JMeter counts from its end', () => {
    const timed = groupText({ name: 'a', users: '1', scheduler: true, delay: '15' });
    const [group] = plan(groups(timed)).groups;
    expect(group?.load?.durationSeconds).toBe(45);
    expect(group?.reason).toBe('it starts 15 s after the run and ends with it');
    // Without a scheduler JMeter ignores the delay.
    expect(plan(groups(groupText({ name: 'a', users: '1', delay: '15' }))).groups[0]?.load?.durationSeconds).toBe(60);
    expect(users(groups(timed), { load: { ...LOAD, durationSeconds: 15 } })).toEqual([
      'Thread group “a” starts 15 s after the run: the run is over by then.',
    ]);
  });

  it('says what giving a load changes besides', () => {
    const [group] = plan(groups(groupText({ name: 'a', users: '1', scheduler: false, loops: '10' }))).groups;
    expect(group?.reason).toBe(
      'its scheduler is switched on; it repeats until the duration is over instead of 10 times'
    );
  });

  it('refuses thread groups that run one after another, unless only one does', () => {
    const two = [groupText({ name: 'a', users: '1' }), groupText({ name: 'b', users: '1' })].join('\n');
    const serial = '<boolProp name="TestPlan.serialize_threadgroups">true</boolProp>';
    expect(users(planText(two, serial))).toEqual([
      'The test plan runs its thread groups one after another, so that they cannot share users and duration.',
    ]);
    expect(users(planText(two, serial), { enabledThreadGroups: ['a'] })).toEqual([20, null]);
  });

  it('refuses groups with a schedule of their own, naming them', () => {
    const xml = groups(
      groupText({ name: 'a', users: '1' }),
      groupText({ name: 'u', tag: ULTIMATE }),
      groupText({ name: 'o', tag: 'OpenModelThreadGroup' })
    );
    expect(users(xml)).toEqual([
      'Thread group “u” cannot be given users and a duration: its kind (UltimateThreadGroup) has a schedule of its own.',
      'Thread group “o” cannot be given users and a duration: its kind (OpenModelThreadGroup) has a schedule of its own.',
    ]);
    // Without a load nothing is refused.
    expect(plan(xml, { load: null })).toMatchObject({
      problems: [],
      groups: [
        { canOverride: true, load: null },
        { canOverride: false, load: null },
        { canOverride: false, load: null },
      ],
    });
  });

  it('leaves a single plugin group to itself when it reads the run’s properties', () => {
    const reading = `<${ULTIMATE} testname="u"><collectionProp name="ultimatethreadgroupdata"><collectionProp name="1">
      <stringProp name="2">\${__P(threads,5)}</stringProp><stringProp name="3">\${__P(duration,60)}</stringProp></collectionProp></collectionProp></${ULTIMATE}><hashTree/>`;
    expect(plan(groups(reading))).toEqual({
      problems: [],
      groups: [
        {
          name: 'u',
          willRun: true,
          canOverride: true,
          reason: 'left as it is: it reads the run’s properties (threads, duration)',
          load: null,
        },
      ],
    });
    expect(plan(groups(reading, groupText({ name: 'a', users: '1' }))).problems).toHaveLength(1);
  });

  it('refuses users that are only known in the run when a proportion depends on them', () => {
    const unknown = groupText({ name: 'a', users: '${__Random(1,5)}' });
    expect(users(groups(unknown))).toEqual([20]);
    expect(users(groups(unknown, groupText({ name: 'b', users: '1' })))).toEqual([
      'Thread group “a” cannot be given users and a duration: its users (${__Random(1,5)}) are only known while the test runs, so that its part of them cannot be told.',
    ]);
  });

  it('plans a smoke run with one user for each group, none where the script has none', () => {
    const xml = groups(
      groupText({ name: 'a', users: '300', delay: '100', scheduler: true }),
      groupText({ name: 'b', users: '${__Random(1,5)}' }),
      groupText({ name: 'none', users: '0' }),
      groupText({ name: 'off', users: '1', enabled: false })
    );
    const { groups: planned, problems } = plan(xml, { isSmoke: true, load: { ...LOAD, durationSeconds: 1 } });
    expect(problems).toEqual([]);
    const none = { rampUpSeconds: 0, durationSeconds: 0 };
    expect(planned.map(({ load }) => load)).toEqual([
      { userCount: 1, ...none },
      { userCount: 1, ...none },
      { userCount: 0, ...none },
      null,
    ]);
  });

  it('says that a smoke run is not possible', () => {
    const xml = groups(groupText({ name: 'u', tag: ULTIMATE }), groupText({ name: 'a', users: '1' }));
    expect(plan(xml, { isSmoke: true }).problems).toEqual([
      'smoke run not possible: thread group “u”: its kind (UltimateThreadGroup) has a schedule of its own.',
    ]);
  });

  it('says that a wanted thread group is not there, or that none would run, with a load or without', () => {
    const xml = groups(groupText({ name: 'a', users: '1', enabled: false }));
    expect(plan(xml, { load: null }).problems).toEqual(['No thread group would run.']);
    expect(plan(xml, { enabledThreadGroups: ['a', 'b'] }).problems).toEqual(['The script has no thread group “b”.']);
    expect(plan(xml, { enabledThreadGroups: [], isSmoke: true }).problems).toEqual([
      'smoke run not possible: No thread group would run.',
    ]);
  });
});
