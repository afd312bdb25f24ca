import { Type, type Static, type TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { CST, Lexer, LineCounter, isNode, isScalar, parseDocument, stringify, visit, type Document } from 'yaml';

import { Name, Nullable } from '../../contract/common.ts';
import { ScenarioInput, ScenarioLoad } from '../../contract/scenarios.ts';
import { AppError } from '../../kernel/errors.ts';

const fields = ScenarioInput.properties;
const { testTypeId: _testTypeId, ...loadFields } = ScenarioLoad.properties;

const LoadDocument = Type.Object(
  { testType: Name, ...loadFields, properties: Type.Optional(loadFields.properties) },
  { additionalProperties: false }
);

/** A scenario as a person reads and writes it: names instead of ids, SLOs in their grammar. */
const ScenarioDocument = Type.Object(
  {
    name: fields.name,
    displayName: Type.Optional(fields.displayName),
    description: Type.Optional(fields.description),
    testType: Type.Optional(fields.testType),
    environment: Name,
    script: Type.Optional(Nullable(Name)),
    enabledThreadGroups: Type.Optional(fields.enabledThreadGroups),
    loads: Type.Array(LoadDocument, { maxItems: 100 }),
    cooldownSeconds: Type.Optional(fields.cooldownSeconds),
    minimumSamples: Type.Optional(fields.minimumSamples),
    minimumDurationRatio: fields.minimumDurationRatio,
    failSeverity: fields.failSeverity,
    excludedLabels: fields.excludedLabels,
    labelFoldings: fields.labelFoldings,
    windowTrimStartSeconds: fields.windowTrimStartSeconds,
    windowTrimEndSeconds: fields.windowTrimEndSeconds,
    apdex: fields.apdex,
    labelRenames: fields.labelRenames,
    judgement: fields.judgement,
    properties: Type.Optional(fields.properties),
    slos: Type.Optional(Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 500 })),
    keyLabels: Type.Optional(fields.keyLabels),
    isActive: Type.Optional(fields.isActive),
    position: fields.position,
  },
  { additionalProperties: false }
);
export type ScenarioDocument = Static<typeof ScenarioDocument>;

const FORMAT = 1;
const HEADER = '# Scenarios; docs/SLO.md has the grammar of SLOs. A field that is left out has its default.\n';
const MOST_SCENARIOS = 1000;
/** Bounds the time that reading takes; some 250 scenarios. */
const MOST_TOKENS = 60_000;
/** With what aliases repeat; more than the tokens can name without them. */
const MOST_VALUES = 60_000;
/** How often a node may be repeated by aliases, those in aliases included. */
const MOST_ALIASES = 100;
const MOST_PROBLEMS = 20;

/** A scenario of the file. Without a document its problems say why. */
export interface ReadScenario {
  name: string;
  document: ScenarioDocument | null;
  problems: string[];
  /** Begin of a sentence about a part of it: `line 12, slos/1: `. */
  place: (path: ReadonlyArray<string | number>) => string;
}

export function writeScenarios(scenarios: readonly ScenarioDocument[]): string {
  return HEADER + stringify({ format: FORMAT, scenarios }, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Throws REQUEST_INVALID for a text that is no list of scenarios at all. */
export function readScenarios(yaml: string): ReadScenario[] {
  const lines = new LineCounter();
  const document = parseYaml(yaml, lines);
  const value = toPlain(document);
  const items = listOf(value);
  return items.map((item, index) => {
    const place = (path: ReadonlyArray<string | number>) =>
      placeOf({ document, lines, base: ['scenarios', index] }, path);
    const problems = problemsOf(item, place);
    const isSound = problems.length === 0;
    return { name: nameOf(item, index), document: isSound ? (item as ScenarioDocument) : null, problems, place };
  });
}

function parseYaml(yaml: string, lines: LineCounter): Document {
  let tokens = 0;
  for (const token of new Lexer().lex(yaml)) {
    tokens += CST.tokenType(token) === 'space' ? 0 : 1;
    if (tokens > MOST_TOKENS) {
      throw tooMuch();
    }
  }
  // The library's own search for repeated keys takes the square of their number.
  const document = parseDocument(yaml, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  const error = document.errors[0] ?? document.warnings[0];
  if (error !== undefined) {
    const reason = error.message.includes('call stack') ? 'it nests too deeply' : error.message;
    throw new AppError('REQUEST_INVALID', `yaml: line ${lines.linePos(error.pos[0]).line}: ${reason}`);
  }
  refuseRepeatedKeys(document, lines);
  return document;
}

function refuseRepeatedKeys(document: Document, lines: LineCounter): void {
  visit(document, {
    Map(_key, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? key.value : key;
        if (seen.has(name)) {
          const line = isNode(key) ? lines.linePos(key.range?.[0] ?? 0).line : 0;
          throw new AppError('REQUEST_INVALID', `yaml: line ${line}: ${String(name)} stands there twice`);
        }
        seen.add(name);
      }
    },
  });
}

function tooMuch(): AppError {
  return new AppError('REQUEST_INVALID', 'yaml: it is too much at once; import it in parts');
}

function toPlain(document: Document): unknown {
  const value = resolveAliases(document);
  if (countValues(value, MOST_VALUES) > MOST_VALUES) {
    throw tooMuch();
  }
  return value;
}

/** Aliases share their value; it is counted wherever it stands. Ends soon after `most`, also where it holds itself. */
function countValues(value: unknown, most: number): number {
  const open = [value];
  let count = 0;
  for (let next = open.pop(); next !== undefined && count <= most; next = open.pop()) {
    const parts = typeof next === 'object' && next !== null ? Object.values(next) : [];
    count += 1 + parts.length;
    open.push(...parts.filter((part) => typeof part === 'object'));
  }
  return count;
}

function resolveAliases(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('REQUEST_INVALID', `yaml: ${reason}`, { cause: error });
  }
}

const ScenarioFile = Type.Object(
  { format: Type.Optional(Type.Literal(FORMAT)), scenarios: Type.Array(Type.Unknown(), { maxItems: MOST_SCENARIOS }) },
  { additionalProperties: false }
);

function listOf(value: unknown): unknown[] {
  const problem = schemaProblems(ScenarioFile, value)[0];
  if (problem !== undefined) {
    const example = 'the file is a list of scenarios below “scenarios:”';
    throw new AppError('REQUEST_INVALID', `yaml: ${pathText(problem.path)}${problem.message}; ${example}`);
  }
  return (value as Static<typeof ScenarioFile>).scenarios;
}

function nameOf(item: unknown, index: number): string {
  const name = typeof item === 'object' && item !== null && 'name' in item ? item.name : undefined;
  return typeof name === 'string' ? name : `scenario ${index + 1}`;
}

interface SchemaProblem {
  path: string[];
  message: string;
}

function problemsOf(item: unknown, place: ReadScenario['place']): string[] {
  const texts = schemaProblems(ScenarioDocument, item).map(({ path, message }) => place(path) + message);
  return [...new Set(texts)].slice(0, MOST_PROBLEMS);
}

/** One for each place: of an unknown key its own, of alternatives the last one, which speaks of all. */
function schemaProblems(schema: TSchema, value: unknown): SchemaProblem[] {
  const problems = new Map<string, SchemaProblem>();
  for (const error of Errors(schema, value)) {
    const path = error.instancePath.split('/').slice(1).map(unescapePointer);
    if (error.keyword !== 'additionalProperties') {
      const message = error.keyword === 'boolean' ? 'there is no such field' : error.message;
      problems.set(error.instancePath, { path, message });
    }
  }
  return [...problems.values()];
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

interface Place {
  document: Document;
  lines: LineCounter;
  base: ReadonlyArray<string | number>;
}

/** The line of the part, or else of what it should be in. */
function placeOf({ document, lines, base }: Place, path: ReadonlyArray<string | number>): string {
  const whole = [...base, ...path];
  for (let length = whole.length; length > 0; length--) {
    const node = document.getIn(whole.slice(0, length), true);
    if (isNode(node) && node.range) {
      const line = `line ${lines.linePos(node.range[0]).line}`;
      return path.length === 0 ? `${line}: ` : `${line}, ${pathText(path)}`;
    }
  }
  return pathText(path);
}

function pathText(path: ReadonlyArray<string | number>): string {
  return path.length === 0 ? '' : `${path.join('/')}: `;
}
