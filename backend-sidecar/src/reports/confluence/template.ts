import { parseStorage } from './parse-storage.ts';
import { escapeXml, type Storage } from './storage.ts';

/** What a template may name; docs/CONFLUENCE.md says the same, and a test compares. */
export const TEXT_VARIABLES = {
  title: 'Name of the report',
  reportId: 'Number of the report',
  type: 'single, batch, comparison or baseline',
  version: 'Version under test',
  outcome: 'Verdict in one word: Passed, Failed, Inconclusive or No verdict',
  sentence: 'The verdict in one sentence',
  scenarios: 'Scenarios of the runs, with commas',
  testTypes: 'Test types of the runs, with commas',
  environments: 'Environments of the runs, with commas',
  runCount: 'Number of runs',
  begun: 'When the first run began, UTC',
  date: 'The day on which the first run began: 2026-11-22',
  generatedAt: 'When the report was made, UTC',
  generatedBy: 'Who made it',
  compared: 'Number of labels that were compared',
  improved: 'Labels that became faster',
  degraded: 'Labels that became worse, or may have',
  critical: 'Labels that became critically worse',
  link: 'Address of what the report is about, in Grafana; empty where Grafana’s address is not set',
} as const;

/** Whole blocks of the page; each stands by itself, not within a line of text. */
export const BLOCK_VARIABLES = {
  verdict: 'Lozenge of the verdict with its sentence and link',
  findings: 'The three things that matter',
  summary: 'Table: version, runs, labels compared, improved, worse, critical',
  matrix: 'Table of scenarios × test types with their verdicts; only where there is more than one run',
  comparison:
    'Versions side by side, or a run beside its baseline: figures of all samples, and p90 and errors by label',
  runs: 'For each run its verdict, load and table of labels with changes',
  errors: 'Most frequent errors of each run',
  comments: 'What people have said about the runs',
  pictures: 'Grafana’s panels, run by run',
  files: 'Links to the attached Excel and HTML files',
  method: 'How each figure is defined, closed until somebody opens it',
} as const;

export type TextVariable = keyof typeof TEXT_VARIABLES;
export type BlockVariable = keyof typeof BLOCK_VARIABLES;
export interface Variables {
  readonly texts: Readonly<Record<TextVariable, string>>;
  readonly blocks: Readonly<Record<BlockVariable, Storage>>;
}

export interface Template {
  readonly title: string;
  readonly body: string;
}

/** The number keeps titles apart: a space has no two pages of one title, and a run may be repeated. */
export const DEFAULT_TEMPLATE: Template = {
  title: 'Performance test: {{title}} (report {{reportId}})',
  body: [
    '{{verdict}}',
    '{{findings}}',
    '{{summary}}',
    '{{matrix}}',
    '{{files}}',
    '{{comparison}}',
    '{{runs}}',
    '{{pictures}}',
    '{{errors}}',
    '{{comments}}',
    '{{method}}',
  ].join('\n'),
};

/** Confluence takes no longer title. */
const LONGEST_TITLE = 255;
const VARIABLE = /\{\{\s*([A-Za-z]+)\s*\}\}/g;

/** Plain text: a title is no markup. */
export function fillTitle(template: string, { texts }: Pick<Variables, 'texts'>): string {
  const filled = template.replace(VARIABLE, (whole, name: string) =>
    name in texts ? texts[name as TextVariable] : whole
  );

  const line = filled.replace(/[\u0000-\u001F\u007F\s]+/g, ' ').trim();
  return cut(line, LONGEST_TITLE);
}

/** @param template checked by `problemsOf` */
export function fillBody(template: string, { texts, blocks }: Variables): Storage {
  return template.replace(VARIABLE, (whole, name: string) => {
    if (name in blocks) {
      return blocks[name as BlockVariable];
    }
    return name in texts ? escapeXml(texts[name as TextVariable]) : whole;
  });
}

/** What keeps a template from being used, in sentences. */
export function problemsOf({ title, body }: Template): string[] {
  return [...titleProblems(title), ...bodyProblems(body)];
}

function titleProblems(title: string): string[] {
  const unknown = variablesOf(title).filter((name) => !(name in TEXT_VARIABLES));
  const wrong = unknown.map((name) =>
    name in BLOCK_VARIABLES
      ? `{{${name}}} is a block and cannot be part of a title`
      : `there is no variable {{${name}}}`
  );
  return title.trim() === '' ? [...wrong, 'the title is empty'] : wrong;
}

function bodyProblems(body: string): string[] {
  const unknown = variablesOf(body)
    .filter((name) => !(name in TEXT_VARIABLES) && !(name in BLOCK_VARIABLES))
    .map((name) => `there is no variable {{${name}}}`);
  const withinText = variablesOf(body)
    .filter((name) => name in BLOCK_VARIABLES && isWithinText(body, name))
    .map((name) => `{{${name}}} is a block: it cannot stand in a paragraph, a heading, a link or an attribute`);
  const marks = /perftest-[^<"]*-(begin|end)/.test(body) ? ['the marks of a section are not for templates'] : [];
  const filled = fillBody(body, SAMPLE);
  const isStorage = parseStorage(filled) !== undefined && !/\]\]>/.test(body.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, ''));
  const broken = isStorage
    ? []
    : ['the body is no storage format: each element must be closed, and & written as &amp;'];
  return [...unknown, ...withinText, ...marks, ...broken];
}

const INLINE = new Set([
  'p',
  'span',
  'a',
  'em',
  'strong',
  'u',
  'sub',
  'sup',
  'code',
  'pre',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
]);

/** By what is open before it: the text is only read here, and made sure of by the parser. */
function isWithinText(body: string, name: string): boolean {
  return [...body.matchAll(VARIABLE)]
    .filter((match) => match[1] === name)
    .some(({ index }) => openElements(body.slice(0, index)).some((one) => INLINE.has(one)) || isInTag(body, index));
}

function isInTag(body: string, index: number): boolean {
  const before = body.slice(0, index);
  return before.lastIndexOf('<') > before.lastIndexOf('>');
}

function openElements(before: string): string[] {
  const open: string[] = [];
  for (const [, slash, name = '', closed] of before.matchAll(/<(\/?)([A-Za-z][\w:-]*)[^<>]*?(\/?)>/g)) {
    if (slash === '/') {
      open.splice(Math.max(0, open.lastIndexOf(name)));
    } else if (closed !== '/') {
      open.push(name);
    }
  }
  return open;
}

const SAMPLE: Variables = {
  texts: sampleOf(TEXT_VARIABLES, '<&"'),
  blocks: sampleOf(BLOCK_VARIABLES, '<p>x</p>'),
};

function sampleOf<K extends string>(names: Readonly<Record<K, string>>, value: string): Record<K, string> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, value])) as Record<K, string>;
}

function variablesOf(text: string): string[] {
  const named = [...text.matchAll(VARIABLE)].map(([, name = '']) => name);
  const misspelt = [...text.replace(VARIABLE, '').matchAll(/\{\{([^{}]*)\}\}/g)].map(([, name = '']) => name.trim());
  return [...new Set([...named, ...misspelt])];
}

/** By UTF-16 units, as Confluence counts, without half a character at the end. */
function cut(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }
  const head = text.slice(0, most - 1);
  return `${/[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head}…`;
}
