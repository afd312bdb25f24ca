import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import type { ScenarioInput } from '../../contract/scenarios.ts';
import { openDatabase, type OpenDatabase } from '../../persistence/database.ts';
import { NameStore } from '../../persistence/name-store.ts';
import { ScenarioStore } from '../../persistence/scenario-store.ts';
import * as schema from '../../persistence/schema.ts';
import { TestTypeStore } from '../../persistence/test-type-store.ts';
import { ScenarioExchange } from './scenario-exchange.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));

let directory: string;
let opened: OpenDatabase;
let scenarios: ScenarioStore;
let exchange: ScenarioExchange;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'perftest-exchange-'));
  opened = openDatabase({ path: join(directory, 'x.db'), migrationsDirectory: MIGRATIONS, nowMs: 1 });
  const { db } = opened;
  scenarios = new ScenarioStore(db);
  exchange = new ScenarioExchange({ scenarios, names: new NameStore(db) });
  new TestTypeStore(db).addDefaults();
  db.insert(schema.environments)
    .values([
      { name: 'staging', properties: {} },
      { name: 'prod', properties: {} },
    ])
    .run();
  db.insert(schema.jmxScripts)
    .values([{ name: 'shop' }, { name: 'twin' }, { name: 'twin' }])
    .run();
});
afterEach(() => {
  opened.close();
  rmSync(directory, { recursive: true });
});

function input(changes: Partial<ScenarioInput> = {}): ScenarioInput {
  const load = { userCount: 5, durationSeconds: 30, rampUpSeconds: 3, properties: {} };
  return {
    ...{ name: 'checkout', displayName: 'Checkout', description: '', testType: 'standalone', scriptId: 1 },
    ...{ environmentId: 1, enabledThreadGroups: null, cooldownSeconds: 900, minimumSamples: 0 },
    loads: [
      { testTypeId: 2, ...load, appliesLoad: false },
      { testTypeId: 1, ...load },
    ],
    slos: [{ label: 'Login', metric: 'p95Ms', comparator: '<', limit: 800 }],
    ...{ properties: {}, keyLabels: null, isActive: true },
    ...changes,
  };
}

const SMALL = `scenarios:
  - name: checkout
    environment: staging
    script: shop
    loads:
      - { testType: load, userCount: 5, durationSeconds: 30, rampUpSeconds: 3 }
    slos:
      - p95 of Login < 800 ms
`;
const problemsOf = (yaml: string) => exchange.import(yaml, true).scenarios.map(({ problems }) => problems);

describe('an export', () => {
  it('has names instead of ids, SLOs as people write them, and test types in their order', () => {
    scenarios.create(input());
    const { scenarios: items } = parse(exchange.export(undefined)) as { scenarios: unknown[] };
    expect(items).toEqual([
      expect.objectContaining({
        ...{ name: 'checkout', environment: 'staging', script: 'shop', slos: ['p95 of Login < 800 ms'] },
        loads: [
          expect.objectContaining({ testType: 'load', durationSeconds: 30, appliesLoad: true }),
          expect.objectContaining({ testType: 'stress', appliesLoad: false }),
        ],
      }),
    ]);
    expect(exchange.export(undefined)).not.toMatch(/[a-z]Id\b/);
  });

  it('has those that were asked for, and refuses one that is not there', () => {
    const ids = ['a', 'b', 'c'].map((name) => scenarios.create(input({ name })).id);
    const names = (chosen: number[]) =>
      parse(exchange.export(chosen)).scenarios.map(({ name }: { name: string }) => name);
    expect(names([ids[2] ?? 0, ids[0] ?? 0])).toEqual(['c', 'a']);
    expect(() => exchange.export([999])).toThrow(/scenario 999/);
  });

  it('that is imported again changes nothing, whatever the scenario is', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
    const word = fc.constantFrom(
      'null',
      'yes',
      '1.0',
      '2024-01-01',
      '- a',
      'a: b',
      '#x',
      '*x',
      '&a',
      '~',
      '"',
      '<<',
      'é日😀'
    );
    const name = fc.oneof(word, fc.stringMatching(/^\S(.{0,20}\S)?$/));
    const label = fc.oneof(text, word);
    const changes = fc.record({
      name,
      displayName: name,
      description: fc.oneof(fc.string({ unit: 'binary' }), fc.constant('two\nlines\n\n  indented \n'), word),
      testType: fc.constantFrom('combined' as const, 'standalone' as const),
      scriptId: fc.constantFrom(null, 1, 3),
      environmentId: fc.constantFrom(1, 2),
      enabledThreadGroups: fc.option(fc.array(label, { maxLength: 3 }), { nil: null }),
      cooldownSeconds: fc.nat(86_400),
      minimumDurationRatio: fc.double({ min: 0, max: 1, noNaN: true }).map((ratio) => ratio + 0),
      failSeverity: fc.constantFrom('minor' as const, 'critical' as const),
      excludedLabels: fc.array(label, { maxLength: 2 }),
      labelFoldings: fc.array(fc.record({ pattern: label, label }), { maxLength: 2 }),
      windowTrimStartSeconds: fc.option(fc.nat(86_400), { nil: null }),
      properties: fc.dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,9}$/), text, { maxKeys: 3 }),
      slos: fc.array(
        fc.record({
          label: fc.option(label, { nil: null }),
          metric: fc.constantFrom('p95Ms' as const, 'errorRate' as const),
          comparator: fc.constant('<=' as const),
          limit: fc.double({ min: 0, max: 1, noNaN: true }).map((limit) => limit + 0),
        }),
        { maxLength: 3 }
      ),
      keyLabels: fc.option(fc.array(label, { maxLength: 3 }), { nil: null }),
      isActive: fc.boolean(),
    });
    fc.assert(
      fc.property(changes, (change) => {
        const created = scenarios.create(input(change));
        const yaml = exchange.export([created.id]);
        const result = exchange.import(yaml, false);
        expect(result).toEqual({
          scenarios: [{ name: created.name, action: 'unchanged', changes: [], problems: [] }],
          isImported: true,
        });
        scenarios.delete(created.id);
        exchange.import(yaml, false);
        const again = scenarios.all()[0];
        // Of two scripts of one name only a scenario that exists says which one it means.
        if (again !== undefined) {
          const { id: _id, createdAtMs: _at, ...fields } = created;
          expect(again).toMatchObject(fields);
          scenarios.delete(again.id);
        } else {
          expect(created.scriptId).toBe(3);
        }
      }),
      { numRuns: 30 }
    );
  }, 60_000);
});

describe('an import', () => {
  it('creates what is not there, with the defaults of what is not said', () => {
    const expected = { scenarios: [{ name: 'checkout', action: 'create', changes: [], problems: [] }] };
    expect(exchange.import(SMALL, true)).toEqual({ ...expected, isImported: false });
    expect(scenarios.all()).toEqual([]);
    expect(exchange.import(SMALL, false)).toEqual({ ...expected, isImported: true });
    expect(scenarios.all()).toMatchObject([
      {
        ...{ name: 'checkout', displayName: 'checkout', testType: 'standalone', scriptId: 1, environmentId: 1 },
        ...{ cooldownSeconds: 900, failSeverity: 'major', windowTrimStartSeconds: null, keyLabels: null, position: 0 },
        loads: [{ testTypeId: 1, userCount: 5, appliesLoad: true, properties: {} }],
        slos: [{ label: 'Login', metric: 'p95Ms', comparator: '<', limit: 800 }],
      },
    ]);
  });

  it('says which fields change, and an SLO in other words is the same SLO', () => {
    exchange.import(SMALL, false);
    const { id } = scenarios.all()[0] ?? { id: 0 };
    const same = SMALL.replace('p95 of Login < 800 ms', 'P95 of “Login”<0.8s');
    expect(exchange.import(same, false).scenarios).toMatchObject([{ action: 'unchanged' }]);
    const changed = SMALL.replace('800', '900').replace('staging', 'prod').replace('userCount: 5', 'userCount: 6');
    expect(exchange.import(changed, false)).toMatchObject({
      isImported: true,
      scenarios: [{ action: 'change', changes: ['environment', 'loads', 'slos'] }],
    });
    expect(scenarios.all()).toMatchObject([{ id, environmentId: 2, slos: [{ limit: 900 }] }]);
  });

  it('tells each problem with its line, and what may be meant', () => {
    const broken = SMALL.replace('staging', 'stagging')
      .replace('script: shop', 'script: shopp')
      .replace('testType: load', 'testType: laod')
      .replace('p95 of Login < 800 ms', 'p95 of Login > 800 ms');
    expect(problemsOf(broken)).toEqual([
      [
        'line 3, environment: there is no environment “stagging”; did you mean “staging”?',
        'line 4, script: there is no script “shopp”; did you mean “shop”?',
        'line 6, loads/0/testType: there is no test type “laod”; did you mean “load”?',
        'line 8, slos/0: “p95 of Login > 800 ms”: A time has an upper limit, which is written with < or <=',
      ],
    ]);
  });

  it.each([
    ['an unknown field', SMALL.replace('slos:', 'sloss:'), 'line 8, sloss: there is no such field'],
    [
      'an unknown field of a load',
      SMALL.replace('rampUpSeconds: 3', 'rampUpSeconds: 3, colour: red'),
      'line 6, loads/0/colour: there is no such field',
    ],
    ['a missing field', SMALL.replace('environment: staging', ''), 'line 2: must have required properties environment'],
    [
      'a text for a number',
      SMALL.replace('userCount: 5', 'userCount: "5"'),
      'line 6, loads/0/userCount: must be integer',
    ],
    [
      'a number out of its range',
      SMALL.replace('userCount: 5', 'userCount: 0'),
      'line 6, loads/0/userCount: must be >= 1',
    ],
    ['a name that is a number', SMALL.replace('name: checkout', 'name: 5'), 'line 2, name: must be string'],
    ['an ambiguous script', SMALL.replace('shop', 'twin'), 'line 4, script: there are 2 scripts “twin”'],
    [
      'two loads of one test type',
      SMALL.replace(
        '    slos',
        '      - { testType: load, userCount: 1, durationSeconds: 1, rampUpSeconds: 0 }\n    slos'
      ),
      'line 7, loads/1/testType: the test type “load” has a load already',
    ],
    ['a merge of another map', SMALL.replace('slos:', '<<: {a: 1}\n    slos:'), 'there is no such field'],
    ['no scenario', 'scenarios: [5]', 'line 1: must be object'],
  ])('with %s says so', (_name, yaml, problem) => {
    const problems = problemsOf(yaml)[0];
    expect(problems?.join('\n')).toContain(problem);
    expect(exchange.import(yaml, false).isImported).toBe(false);
  });

  it('with one problem imports nothing at all', () => {
    const second = SMALL.replace('scenarios:\n', '').replace('checkout', 'other').replace('staging', 'nowhere');
    const result = exchange.import(SMALL + second, false);
    expect(result).toMatchObject({
      isImported: false,
      scenarios: [{ problems: [] }, { problems: [expect.any(String)] }],
    });
    expect(scenarios.all()).toEqual([]);
  });

  it('with two scenarios of one name imports nothing', () => {
    const yaml = SMALL + SMALL.replace('scenarios:\n', '');
    expect(problemsOf(yaml)).toEqual([[], ['line 9, name: another scenario in the file has this name']]);
  });

  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefgh'.split('').map((letter, index) => {
      const before = String.fromCharCode(97 + index);
      return `${letter}: &${letter} [${Array(9).fill(`*${before}`).join(',')}]`;
    }),
  ].join('\n');

  it.each([
    ['no YAML', 'scenarios: [', /yaml: line 1: /],
    ['another kind of text', 'hello', /yaml: must be object/],
    ['nothing in it', '# nothing', /yaml: must be object/],
    ['an unknown field beside the scenarios', 'scenarios: []\ncolour: red', /yaml: colour: there is no such field/],
    ['another format', 'format: 2\nscenarios: []', /yaml: format/],
    ['two documents', 'scenarios: []\n---\nscenarios: []', /yaml: line/],
    ['a key twice', 'scenarios: []\nscenarios: []', /yaml: line 2: scenarios stands there twice/],
    ['a tag of another language', 'scenarios: [!!js/function "x"]', /yaml: line 1: /],
    ['an alias to nothing', 'scenarios: *x', /yaml: .*x/],
    ['aliases that grow without bounds', bomb, /yaml: Excessive alias count/],
    ['a thing that holds itself', 'scenarios: &s [*s]', /too much at once/],
    ['a label that holds itself', `${SMALL}    keyLabels: &k [*k]\n`, /too much at once/],
    [
      'one large scenario a hundred times',
      `scenarios: [&s {keyLabels: [${'xy,'.repeat(15_000)}]},${'*s,'.repeat(99)}]`,
      /too much at once/,
    ],
    ['a nest that is too deep', `scenarios: ${'['.repeat(5000)}`, /it nests too deeply/],
    ['far too much', `scenarios: [${'x,'.repeat(400_000)}]`, /it is too much at once/],
    ['far too many keys', Array.from({ length: 90_000 }, (_, index) => `k${index}: 1`).join('\n'), /too much at once/],
  ])('of %s is refused in little time', (_name, yaml, message) => {
    const startedAtMs = performance.now();
    expect(() => exchange.import(yaml, false)).toThrow(message);
    expect(performance.now() - startedAtMs).toBeLessThan(4500);
  });

  it('may use aliases', () => {
    const yaml = SMALL.replace('- {', '- &l {').replace('slos:', '  - { <<: *l }\n    slos:');
    expect(problemsOf(yaml)[0]?.join()).toContain('loads/1/<<: there is no such field');
    const shared =
      SMALL.replace('p95', '&slo p95') +
      SMALL.replace('scenarios:\n', '').replace('checkout', 'b').replace(/p95.*/, '*slo');
    expect(exchange.import(shared, false)).toMatchObject({ isImported: true, scenarios: [{}, { name: 'b' }] });
  });

  it('does not reach into the prototype of things', () => {
    expect(problemsOf(`${SMALL}    __proto__: { isActive: false }\n`)[0]?.join()).toContain('there is no such field');
    exchange.import(`${SMALL}    properties: { __proto__: x, constructor: y }\n`, false);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('a copy', () => {
  it('is the same in all but its name, at the end of the order, and active', () => {
    const original = scenarios.create(input({ isActive: false, failSeverity: 'minor' }));
    scenarios.create(input({ name: 'other' }));
    const copy = exchange.copy(original.id, { name: 'copy' });
    expect(copy).toEqual({
      ...original,
      ...{ id: 3, name: 'copy', displayName: 'copy', isActive: true, position: 2, createdAtMs: copy.createdAtMs },
    });
    expect(exchange.copy(original.id, { name: 'c2', displayName: 'Second' }).displayName).toBe('Second');
    expect(() => exchange.copy(original.id, { name: 'other' })).toThrow(/taken/);
  });
});
