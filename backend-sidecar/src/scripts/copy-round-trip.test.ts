import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { copyRequest } from './plan-fixture.ts';
import { prepareCopy } from './prepare-copy.ts';
import { readPlan } from './read-plan.ts';

/**
 * Plans are made of pieces; each knows what it has to become, worked out here from the rules and not from the code under
 * test. Joined with the line ends, quotes and noise of a draw, original and copy have to be equal byte by byte.
 */
interface Piece {
  readonly original: string;
  readonly expected: string;
}

interface Load {
  readonly userCount: number;
  readonly durationSeconds: number;
  readonly rampUpSeconds: number;
}

const NASTY = [
  'a',
  ' ',
  '😀',
  'é',
  '>',
  '&quot;',
  '&amp;',
  '&#xd;',
  '/',
  '=',
  '\t',
  '𝒳',
  ' enabled=',
  '${__P(x,1)}',
  '@',
];
const HOST = `h&<"'>\u{1F680}]]`;
const HOST_IN_XML = `h&amp;&lt;&quot;&apos;&gt;\u{1F680}]&#93;`;

const text = fc.string({ unit: fc.constantFrom(...NASTY), maxLength: 8 }).filter((drawn) => !drawn.includes('@@'));
const quote = fc.constantFrom('"', "'");
const same = (piece: string): Piece => ({ original: piece, expected: piece });

const noise = fc.oneof(
  text.map((drawn) => same(`<!-- ${drawn} @@HOST@@ <ThreadGroup enabled="true"> -->`)),
  text.map((drawn) =>
    same(`<X><stringProp name="c"><![CDATA[</ThreadGroup> ${drawn} <]]></stringProp></X><hashTree/>`)
  ),
  fc.tuple(text, quote).map(([drawn, mark]) => ({
    original: `<X testname=${mark}@@HOST@@${mark}><stringProp name="s">${drawn}@@HOST@@${drawn}</stringProp></X><hashTree/>`,
    expected: `<X testname=${mark}${HOST_IN_XML}${mark}><stringProp name="s">${drawn}${HOST_IN_XML}${drawn}</stringProp></X><hashTree/>`,
  })),
  fc.tuple(text, quote).map(([drawn, mark]) => ({
    original: `<ResultCollector guiclass="TableVisualizer" testname=${mark}${drawn}${mark} enabled=${mark}true${mark}/><hashTree/>`,
    expected: `<ResultCollector guiclass="TableVisualizer" testname=${mark}${drawn}${mark} enabled="false"/><hashTree/>`,
  }))
);

const numberTag = fc.constantFrom('stringProp', 'intProp', 'longProp');
const groupDraw = fc.record({
  weight: fc.nat(40),
  isWanted: fc.boolean(),
  isEnabled: fc.constantFrom(true, false, undefined),
  usersTag: numberTag,
  usersAs: fc.constantFrom('literal', 'property', 'placeholder', 'doubled'),
  rampUp: fc.option(fc.record({ tag: numberTag, value: fc.nat(90) }), { nil: undefined }),
  duration: fc.option(fc.record({ tag: numberTag, value: fc.constantFrom('', '60', '${__P(duration,60)}') }), {
    nil: undefined,
  }),
  delay: fc.option(fc.nat(9), { nil: undefined }),
  scheduler: fc.constantFrom('true', 'false', '', undefined),
  loops: fc.constantFrom('-1', '3', '${__P(loops,1)}', undefined),
  title: text,
  mark: quote,
});
type GroupDraw = typeof groupDraw extends fc.Arbitrary<infer Draw> ? Draw : never;

/** A property in the group of the original and of the copy; the empty text where it is missing. */
type Property = [original: string, expected: string];

function property(name: string, tag: string, [original, expected]: Property): Property {
  const whole = (value: string) => `<${tag} name="ThreadGroup.${name}">${value}</${tag}>`;
  return [whole(original), whole(expected)];
}

function usersOf(draw: GroupDraw, users: number): Property {
  const { usersAs, usersTag, weight } = draw;
  const value = String(users);
  switch (usersAs) {
    case 'literal':
      return property('num_threads', usersTag, [String(weight), value]);
    case 'property':
      return property('num_threads', usersTag, [`\${__P(threads,${weight})}`, value]);
    case 'placeholder':
      return property('num_threads', usersTag, [`@@W${weight}@@`, value]);
    case 'doubled': {
      // The last one counts.
      const last = property('num_threads', usersTag, [String(weight), value]);
      const first = '<intProp name="ThreadGroup.num_threads">99</intProp>';
      return [first + last[0], first + last[1]];
    }
  }
}

function loopsOf({ loops }: GroupDraw): Property {
  const open = '<elementProp name="ThreadGroup.main_controller" elementType="LoopController">';
  const whole = (value: string) => `<stringProp name="LoopController.loops">${value}</stringProp>`;
  return loops === undefined
    ? [`${open}</elementProp>`, `${open}<intProp name="LoopController.loops">-1</intProp></elementProp>`]
    : [`${open}${whole(loops)}</elementProp>`, `${open}${whole('-1')}</elementProp>`];
}

interface Given {
  readonly users: number;
  readonly load: Load;
  readonly index: number;
  readonly lineEnd: string;
}

/** JMeter counts a duration from the end of the delay, which it ignores while the scheduler is off. */
function secondsOf({ scheduler, delay = 0 }: GroupDraw, load: Load): string {
  return String(load.durationSeconds - (scheduler === 'true' ? delay : 0));
}

function propertiesOf(draw: GroupDraw, { users, load }: Given): Property[] {
  const { rampUp, duration, delay, scheduler } = draw;
  const newDelay = scheduler === 'true' ? String(delay) : '0';
  return [
    usersOf(draw, users),
    ...(rampUp ? [property('ramp_time', rampUp.tag, [String(rampUp.value), String(load.rampUpSeconds)])] : []),
    ...(duration ? [property('duration', duration.tag, [duration.value, secondsOf(draw, load)])] : []),
    ...(delay === undefined ? [] : [property('delay', 'stringProp', [String(delay), newDelay])]),
    ...(scheduler === undefined ? [] : [property('scheduler', 'boolProp', [scheduler, 'true'])]),
    loopsOf(draw),
  ];
}

/** What is missing goes behind the last property, in this order. */
function missingIn(draw: GroupDraw, load: Load): string[] {
  return [
    ...(draw.rampUp ? [] : [`<intProp name="ThreadGroup.ramp_time">${load.rampUpSeconds}</intProp>`]),
    ...(draw.scheduler === undefined ? ['<boolProp name="ThreadGroup.scheduler">true</boolProp>'] : []),
    ...(draw.duration ? [] : [`<longProp name="ThreadGroup.duration">${secondsOf(draw, load)}</longProp>`]),
  ];
}

function groupPiece(draw: GroupDraw, given: Given): Piece {
  const { isWanted, isEnabled, mark } = draw;
  const properties = propertiesOf(draw, given);
  const lines = (elements: readonly string[]) => elements.map((element) => `${given.lineEnd}  ${element}`).join('');
  const body = lines(properties.map(([original]) => original));
  const loaded = lines([...properties.map(([, expected]) => expected), ...missingIn(draw, given.load)]);
  const filled = body.replace(/@@W(\d+)@@/g, '$1');
  const state = isEnabled === undefined ? '' : ` enabled=${mark}${isEnabled}${mark}`;
  const newState = isWanted === (isEnabled ?? true) ? state : ` enabled="${isWanted}"`;
  const wrap = (attribute: string, inside: string) =>
    `<ThreadGroup testname=${mark}${given.index}${draw.title}${mark}${attribute}>${inside}${given.lineEnd}</ThreadGroup><hashTree/>`;
  return { original: wrap(state, body), expected: wrap(newState, isWanted ? loaded : filled) };
}

/** Largest remainders in whole numbers, at least one each; written anew for this test. */
function naiveSplit(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((left, right) => left + right, 0);
  const counts = weights.map((weight) => (weight === 0 ? 0 : Math.max(1, Math.floor((total * weight) / sum))));
  const given = () => counts.reduce((left, right) => left + right, 0);
  const lack = (index: number) => total * (weights[index] ?? 0) - (counts[index] ?? 0) * sum;
  while (given() !== total) {
    const step = given() < total ? 1 : -1;
    const able = [...weights.keys()].filter(
      (index) => (weights[index] ?? 0) > 0 && (step > 0 || (counts[index] ?? 0) > 1)
    );
    const best = Math.max(...able.map((index) => lack(index) * step));
    const chosen = able.find((index) => lack(index) * step === best) ?? 0;
    counts[chosen] = (counts[chosen] ?? 0) + step;
  }
  return counts;
}

const planDraw = fc.record({
  groups: fc.array(groupDraw, { minLength: 1, maxLength: 5 }),
  others: fc.array(noise, { maxLength: 6 }),
  lineEnd: fc.constantFrom('\n', '\r\n', ''),
  bom: fc.constantFrom('', '\uFEFF'),
  extraUsers: fc.nat(300),
  rampUpSeconds: fc.nat(60),
  durationSeconds: fc.integer({ min: 10, max: 7_200 }),
});

function drawPlan(draw: typeof planDraw extends fc.Arbitrary<infer Draw> ? Draw : never) {
  const { lineEnd, bom, others, extraUsers, rampUpSeconds, durationSeconds } = draw;
  const groups = draw.groups.map((group, index) =>
    index === 0 ? { ...group, isWanted: true, weight: group.weight + 1 } : group
  );
  const weights = groups.map(({ isWanted, weight }) => (isWanted ? weight : 0));
  const load = {
    userCount: weights.filter((weight) => weight > 0).length + extraUsers,
    rampUpSeconds,
    durationSeconds,
  };
  const users = naiveSplit(load.userCount, weights);
  const pieces = [
    same('<jmeterTestPlan><hashTree><TestPlan/><hashTree>'),
    ...others.slice(0, 3),
    ...groups.map((group, index) => groupPiece(group, { users: users[index] ?? 0, load, index, lineEnd })),
    ...others.slice(3),
    same('</hashTree></hashTree></jmeterTestPlan>'),
  ];
  const join = (side: keyof Piece) => bom + pieces.map((piece) => piece[side]).join(lineEnd);
  const names = readPlan(join('original')).threadGroups.map(({ name }) => name);
  return {
    original: join('original'),
    expected: join('expected'),
    load,
    wanted: names.filter((_, index) => groups[index]?.isWanted),
    placeholders: {
      HOST,
      ...Object.fromEntries([...Array(42).keys()].map((weight) => [`W${weight}`, String(weight)])),
    },
  };
}

describe('the copy of any plan', () => {
  it('is the original with the named pieces replaced, to the last byte, and changes no more when it is prepared again', () => {
    fc.assert(
      fc.property(planDraw, (draw) => {
        const { original, expected, load, wanted, placeholders } = drawPlan(draw);
        const request = copyRequest({ xml: original, load, enabledThreadGroups: wanted, placeholders });
        const copy = prepareCopy(request);
        expect(copy.xml).toBe(expected);
        expect(prepareCopy({ ...request, xml: copy.xml })).toMatchObject({ xml: copy.xml, edits: [] });
      }),
      { numRuns: 150 }
    );
  });

  it('gives the whole of the users and no more to the groups that run', () => {
    fc.assert(
      fc.property(planDraw, (draw) => {
        const { original, load, wanted, placeholders } = drawPlan(draw);
        const { xml } = prepareCopy(copyRequest({ xml: original, load, enabledThreadGroups: wanted, placeholders }));
        const running = readPlan(xml).threadGroups.filter(({ isEnabled }) => isEnabled);
        expect(running.reduce((sum, { users }) => sum + Number(users), 0)).toBe(load.userCount);
      }),
      { numRuns: 50 }
    );
  });

  it('of a smoke run and with a writer of failures can be read, and changes no more when it is prepared again', () => {
    fc.assert(
      fc.property(planDraw, (draw) => {
        const { original, wanted, placeholders } = drawPlan(draw);
        const request = copyRequest({
          ...{ xml: original, enabledThreadGroups: wanted, placeholders },
          isSmoke: true,
          keepFailuresIn: '/runs/1/failures.xml',
        });
        const copy = prepareCopy(request);
        const running = readPlan(copy.xml).threadGroups.filter(({ isEnabled }) => isEnabled);
        expect(
          running.every(({ users, scheduler }) => ['0', '1'].includes(users ?? '') && scheduler.state === 'off')
        ).toBe(true);
        expect(prepareCopy({ ...request, xml: copy.xml })).toMatchObject({ xml: copy.xml, edits: [] });
      }),
      { numRuns: 50 }
    );
  });
});
