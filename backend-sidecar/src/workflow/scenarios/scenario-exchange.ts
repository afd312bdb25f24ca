import { isDeepStrictEqual } from 'node:util';

import { didYouMean } from '../../comparison/nearest-names.ts';
import { parseSlo, writeSlo } from '../../comparison/slo-grammar.ts';
import {
  DEFAULT_APDEX,
  DEFAULT_JUDGEMENT,
  type Scenario,
  type ScenarioCopyInput,
  type ScenarioImport,
  type ScenarioInput,
} from '../../contract/scenarios.ts';
import type { Slo } from '../../contract/verdict.ts';
import type { Named, NameStore } from '../../persistence/name-store.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import { readScenarios, writeScenarios, type ReadScenario, type ScenarioDocument } from './scenario-document.ts';

interface Deps {
  scenarios: ScenarioStore;
  names: NameStore;
}

type ScenarioFields = Omit<Scenario, 'id' | 'createdAtMs' | 'sloTexts'>;

/** Every field has its value; only the position may be left to the store. */
type CompleteInput = Omit<ScenarioFields, 'position'> & Pick<ScenarioInput, 'position'>;

type Result = ScenarioImport['scenarios'][number];

interface PlannedImport {
  result: Result;
  existing: Scenario | undefined;
  /** null: it has problems. */
  input: CompleteInput | null;
}

/** What scenarios refer to, by name. */
interface Names {
  environments: Named[];
  scripts: Named[];
  testTypes: Named[];
}

/** Copies scenarios within this installation, and between installations as YAML. */
export class ScenarioExchange {
  constructor(private readonly deps: Deps) {}

  /** The copy stands at the end of the order, and is active whatever its original is. */
  copy(id: number, { name, displayName }: ScenarioCopyInput): Scenario {
    const {
      id: _id,
      createdAtMs: _created,
      sloTexts: _texts,
      position: _position,
      ...fields
    } = this.deps.scenarios.get(id);
    return this.deps.scenarios.create({ ...fields, name, displayName: displayName ?? name, isActive: true });
  }

  /** All of them, or those named. */
  export(ids: readonly number[] | undefined): string {
    const { scenarios } = this.deps;
    const chosen = ids === undefined ? scenarios.all() : ids.map((id) => scenarios.get(id));
    const names = this.names();
    return writeScenarios(chosen.map((scenario) => toDocument(scenario, names)));
  }

  /** Scenarios are known by their names. One with a problem keeps all of them from being imported. */
  import(yaml: string, isTrial: boolean): ScenarioImport {
    const read = readScenarios(yaml);
    return this.deps.scenarios.together(() => {
      const plans = this.plan(read);
      const isImported = !isTrial && plans.every(({ result }) => result.problems.length === 0);
      if (isImported) {
        plans.forEach((plan) => this.apply(plan));
      }
      return { scenarios: plans.map(({ result }) => result), isImported };
    });
  }

  private names(): Names {
    const { names } = this.deps;
    return { environments: names.environments(), scripts: names.scripts(), testTypes: names.testTypes() };
  }

  private plan(read: readonly ReadScenario[]): PlannedImport[] {
    const names = this.names();
    const existing = new Map(this.deps.scenarios.all().map((scenario) => [scenario.name, scenario]));
    return read.map((item, index) => {
      const isRepeated = read.findIndex(({ name }) => name === item.name) < index;
      const repeated = isRepeated ? [`${item.place(['name'])}another scenario in the file has this name`] : [];
      return planImport({ item, existing: existing.get(item.name), names, problems: repeated });
    });
  }

  private apply({ result, existing, input }: PlannedImport): void {
    if (input === null || result.action === 'unchanged') {
      return;
    }
    if (existing === undefined) {
      this.deps.scenarios.create(input);
    } else {
      this.deps.scenarios.update(existing.id, input);
    }
  }
}

interface PlanInput {
  item: ReadScenario;
  existing: Scenario | undefined;
  names: Names;
  problems: readonly string[];
}

function planImport({ item, existing, names, problems: before }: PlanInput): PlannedImport {
  const action = existing === undefined ? 'create' : 'change';
  const unread: Result = { name: item.name, action, changes: [], problems: [...before, ...item.problems] };
  if (item.document === null) {
    return { result: unread, existing, input: null };
  }
  const { input, problems } = toInput({ item, document: item.document, existing, names });
  if (problems.length > 0 || before.length > 0) {
    return { result: { ...unread, problems: [...before, ...problems] }, existing, input: null };
  }
  const changes = existing === undefined ? [] : changedFields(existing, input, names);
  const isUnchanged = existing !== undefined && changes.length === 0;
  return { result: { ...unread, action: isUnchanged ? 'unchanged' : action, changes }, existing, input };
}

/** Compared as documents, so that fields have the names that they have in the file. */
function changedFields(existing: Scenario, input: CompleteInput, names: Names): string[] {
  const before = toDocument(existing, names);
  const after = toDocument({ ...input, position: input.position ?? existing.position }, names);
  const fields = Object.keys(after) as Array<keyof ScenarioDocument>;
  return fields.filter((field) => !isSame(field, { before, after, existing, input }));
}

interface Change {
  before: ScenarioDocument;
  after: ScenarioDocument;
  existing: Scenario;
  input: CompleteInput;
}

/** Two scripts may bear one name: by their ids they differ. */
function isSame(field: keyof ScenarioDocument, { before, after, existing, input }: Change): boolean {
  return field === 'script' ? existing.scriptId === input.scriptId : isDeepStrictEqual(before[field], after[field]);
}

function toDocument(scenario: ScenarioFields, names: Names): ScenarioDocument {
  const { environmentId, scriptId, slos, loads, name, displayName, description, testType } = scenario;
  const { cooldownSeconds, minimumSamples, minimumDurationRatio, failSeverity, excludedLabels } = scenario;
  const { labelFoldings, windowTrimStartSeconds, windowTrimEndSeconds, enabledThreadGroups } = scenario;
  return {
    ...{ name, displayName, description, testType },
    environment: nameOf(names.environments, environmentId),
    script: scriptId === null ? null : nameOf(names.scripts, scriptId),
    enabledThreadGroups,
    loads: toLoadDocuments(loads, names),
    slos: slos.map(writeSlo),
    keyLabels: scenario.keyLabels,
    ...{ excludedLabels, labelFoldings, windowTrimStartSeconds, windowTrimEndSeconds },
    ...{ minimumSamples, minimumDurationRatio, failSeverity, cooldownSeconds },
    apdex: scenario.apdex,
    labelRenames: scenario.labelRenames,
    judgement: scenario.judgement,
    properties: scenario.properties,
    isActive: scenario.isActive,
    position: scenario.position,
  };
}

/** In the order in which a batch runs the test types. */
function toLoadDocuments(loads: Scenario['loads'], { testTypes }: Names): ScenarioDocument['loads'] {
  return testTypes.flatMap(({ id, name }) =>
    loads
      .filter(({ testTypeId }) => testTypeId === id)
      .map(({ userCount, durationSeconds, rampUpSeconds, appliesLoad, properties }) => ({
        ...{ testType: name, userCount, durationSeconds, rampUpSeconds, appliesLoad: appliesLoad ?? true, properties },
      }))
  );
}

function nameOf(named: readonly Named[], id: number): string {
  return named.find((item) => item.id === id)?.name ?? String(id);
}

interface Conversion {
  item: ReadScenario;
  document: ScenarioDocument;
  existing: Scenario | undefined;
  names: Names;
}

/** The input is only good where there are no problems. */
function toInput(conversion: Conversion): { input: CompleteInput; problems: string[] } {
  const { document, names } = conversion;
  const problems: string[] = [];
  const { environment, script: _script, loads: _loads, slos: _slos, ...fields } = document;
  const find = (named: readonly Named[], name: string, path: Path): number => {
    const found = named.find((item) => item.name === name)?.id;
    if (found === undefined) {
      problems.push(conversion.item.place(path) + notThere(path, name, named));
    }
    return found ?? 0;
  };
  const input: CompleteInput = {
    ...{ displayName: document.name, description: '', testType: 'standalone', enabledThreadGroups: null },
    ...{ cooldownSeconds: 900, minimumSamples: 0, properties: {}, keyLabels: null, isActive: true },
    ...{ minimumDurationRatio: 0, failSeverity: 'major', excludedLabels: [], labelFoldings: [] },
    ...{ windowTrimStartSeconds: null, windowTrimEndSeconds: 0 },
    ...{ apdex: DEFAULT_APDEX, labelRenames: [], judgement: DEFAULT_JUDGEMENT },
    ...fields,
    // Space and template are of this installation, and no part of the file.
    autoPublish: conversion.existing?.autoPublish ?? null,
    environmentId: find(names.environments, environment, ['environment']),
    scriptId: scriptId(conversion, problems),
    loads: document.loads.map(({ testType, properties = {}, ...load }, index) => ({
      ...load,
      testTypeId: find(names.testTypes, testType, ['loads', index, 'testType']),
      properties,
    })),
    slos: readSlos(conversion, problems),
  };
  return { input, problems: [...problems, ...repeatedLoads(conversion)] };
}

type Path = ReadonlyArray<string | number>;

function notThere(path: Path, name: string, named: readonly Named[]): string {
  const noun = path[0] === 'loads' ? 'test type' : String(path[0]);
  const known = named.map((item) => item.name);
  return `there is no ${noun} “${name}”${didYouMean(name, known)}`;
}

/** Where several scripts bear the name, the scenario's own one is meant. */
function scriptId({ item, document, existing, names }: Conversion, problems: string[]): number | null {
  const { script = null } = document;
  if (script === null) {
    return null;
  }
  const ids = names.scripts.filter(({ name }) => name === script).map(({ id }) => id);
  const own = ids.find((id) => id === existing?.scriptId);
  if (ids.length === 0) {
    problems.push(item.place(['script']) + notThere(['script'], script, names.scripts));
  } else if (ids.length > 1 && own === undefined) {
    problems.push(`${item.place(['script'])}there are ${ids.length} scripts “${script}”; give them names of their own`);
  }
  return own ?? ids[0] ?? null;
}

function readSlos({ item, document }: Conversion, problems: string[]): Slo[] {
  return (document.slos ?? []).flatMap((text, index) => {
    const reading = parseSlo(text);
    if ('slo' in reading) {
      return [reading.slo];
    }
    problems.push(`${item.place(['slos', index])}“${text}”: ${reading.error.message}`);
    return [];
  });
}

function repeatedLoads({ item, document }: Conversion): string[] {
  const testTypes = document.loads.map(({ testType }) => testType);
  return testTypes.flatMap((testType, index) =>
    testTypes.indexOf(testType) < index
      ? [`${item.place(['loads', index, 'testType'])}the test type “${testType}” has a load already`]
      : []
  );
}
