import { momentText } from '../model/figures.ts';
import { outcomeMark } from '../model/outcome-mark.ts';
import type { ReportModel } from '../model/report-model.ts';
import { errorBlock } from './error-block.ts';
import { pictureBlock, type PagePicture } from './picture-block.ts';
import { runBlocks } from './run-block.ts';
import { sideBySideBlock } from './side-by-side-block.ts';
import { element, escapeXml, expandable, fileLink, list, paragraph, table, webLink, type Storage } from './storage.ts';
import { DEFAULT_TEMPLATE, fillBody, fillTitle, type Template, type Variables } from './template.ts';
import { outcomeLozenge } from './verdict-lozenge.ts';

export interface PageInput {
  readonly reportId: number;
  readonly model: ReportModel;
  readonly pictures: readonly PagePicture[];
  readonly files: readonly PageFile[];
  /** Figures of each run are left to the files: the page is too large for Confluence otherwise. */
  readonly isShort: boolean;
}

export interface PageFile {
  readonly fileName: string;
  readonly title: string;
  /** One that Confluence does not take is said to be missing. */
  readonly isAttached: boolean;
}

export interface WrittenPage {
  readonly title: string;
  /** The marked section alone. */
  readonly section: Storage;
}

export function writePage(input: PageInput, template: Template = DEFAULT_TEMPLATE): WrittenPage {
  const variables = variablesOf(input);
  const filled = fillBody(template.body, variables);
  return { title: fillTitle(template.title, variables), section: `${filled}${NOTE}` };
}

export function titleOf(reportId: number, model: ReportModel, template: Template): string {
  return fillTitle(template.title, { texts: textsOf({ reportId, model }) });
}

/** While its files are on their way: a page that says so is no half page. */
export const PLACEHOLDER: Storage = paragraph(
  element('em', 'This report is being published; its figures follow within minutes.')
);

const NOTE = paragraph(
  element(
    'em',
    'Performance Test Automation writes this section anew when the report is published again. What you write above or below it stays.'
  )
);

/** Labels of the page: what people filter pages by. */
export function labelsOf(model: ReportModel): string[] {
  const { scenarios, testTypes } = namesOf(model);
  const words = [
    'performance-test',
    `verdict-${model.outcome ?? 'none'}`,
    `version-${model.versionName}`,
    ...(scenarios.length <= 10 ? scenarios.map((name) => `scenario-${name}`) : []),
    ...testTypes.map((name) => `test-${name}`),
  ];
  return [...new Set(words.map(labelOf))];
}

/** Labels are lower case, without blanks and signs. */
function labelOf(text: string): string {
  const label = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return [...label].slice(0, 60).join('');
}

function variablesOf(input: PageInput): Variables {
  const { model } = input;
  return { texts: textsOf(input), blocks: { ...headBlocks(model), ...bodyBlocks(input) } };
}

function textsOf({ reportId, model }: Pick<PageInput, 'reportId' | 'model'>): Variables['texts'] {
  const { scenarios, testTypes, environments } = namesOf(model);
  const begunAtMs = begunAt(model);
  return {
    ...{ title: model.title, reportId: String(reportId), type: model.type, version: model.versionName },
    ...{ outcome: outcomeMark(model.outcome).word, sentence: model.sentence },
    ...{ scenarios: scenarios.join(', '), testTypes: testTypes.join(', '), environments: environments.join(', ') },
    ...{ runCount: String(model.runs.length), begun: momentText(begunAtMs) },
    date: momentText(begunAtMs ?? model.generatedAtMs).slice(0, 10),
    ...{ generatedAt: momentText(model.generatedAtMs), generatedBy: model.generatedBy },
    ...{ compared: String(model.summary.comparedLabels), improved: String(model.summary.improved) },
    ...{ degraded: String(model.summary.degraded), critical: String(model.summary.critical) },
    link: model.link.url ?? '',
  };
}

function headBlocks(model: ReportModel): Pick<Variables['blocks'], 'verdict' | 'findings' | 'summary' | 'matrix'> {
  const { summary, matrix } = model;
  const link = model.link.url === null ? '' : ` · ${webLink(model.link.url, 'Open in Grafana')}`;
  const counts = [model.versionName, model.runs.length, summary.comparedLabels, summary.improved, summary.degraded];
  return {
    verdict: paragraph(`${outcomeLozenge(model.outcome)} ${element('strong', escapeXml(model.sentence))}${link}`),
    findings: list(model.findings.map(findingItem)),
    summary: table(
      ['Version', 'Runs', 'Labels compared', 'Improved', 'Worse', 'Critical'],
      [[...counts, summary.critical].map((cell) => escapeXml(String(cell)))]
    ),
    matrix: matrix === null || model.runs.length < 2 ? '' : matrixBlock(matrix),
  };
}

function findingItem({ label, text }: ReportModel['findings'][number]): Storage {
  const isNamed = label !== null && !text.includes(label);
  return (isNamed ? `${element('strong', escapeXml(label))}: ` : '') + escapeXml(text);
}

function bodyBlocks({
  model,
  pictures,
  files,
  isShort,
}: PageInput): Omit<Variables['blocks'], 'verdict' | 'findings' | 'summary' | 'matrix'> {
  const definitions = model.definitions.map(
    ({ term, meaning }) => `${element('strong', escapeXml(term))}: ${escapeXml(meaning)}`
  );
  return {
    comparison: sideBySideBlock(model.comparisons, model.leftOut, isShort),
    runs: isShort ? TOO_LARGE : runBlocks(model.runs),
    errors: isShort ? '' : errorBlock(model.runs),
    comments: commentBlock(model),
    pictures: pictureBlock(pictures, model.runs),
    files: files.length === 0 ? '' : paragraph(files.map(fileItem).join(' · ')),
    method: definitions.length === 0 ? '' : expandable('How each figure is defined', list(definitions)),
  };
}

const TOO_LARGE = paragraph(
  'The figures of each run are in the attached files: with them this page would be larger than this Confluence takes.'
);

function fileItem({ fileName, title, isAttached }: PageFile): Storage {
  return isAttached
    ? fileLink(fileName, title)
    : escapeXml(`${title}: not attached, because it is larger than this Confluence takes; Grafana has it`);
}

function commentBlock({ runs }: ReportModel): Storage {
  const said = runs.filter(({ run }) => run.comment.trim() !== '');
  const items = said.map(({ run }) => `${element('strong', escapeXml(run.name))}: ${escapeXml(run.comment)}`);
  return items.length === 0 ? '' : element('h2', 'Comments') + list(items);
}

function matrixBlock(matrix: NonNullable<ReportModel['matrix']>): Storage {
  const cellOf = (cells: (typeof matrix.rows)[number]['cells'][number]) =>
    cells.length === 0
      ? '–'
      : cells
          .map(({ outcome, status, worst }) => {
            const note = worst === null ? '' : ` ${escapeXml(worst)}`;
            return paragraph(outcomeLozenge(outcome, status) + note);
          })
          .join('');
  return (
    element('h2', 'Scenarios and test types') +
    table(
      ['Scenario', ...matrix.testTypes.map(escapeXml)],
      matrix.rows.map(({ scenario, cells }) => [element('strong', escapeXml(scenario)), ...cells.map(cellOf)])
    )
  );
}

function namesOf({ runs }: ReportModel) {
  const distinct = (names: string[]) => [...new Set(names)];
  return {
    scenarios: distinct(runs.map(({ run }) => run.scenarioName)),
    testTypes: distinct(runs.map(({ run }) => run.testTypeName)),
    environments: distinct(runs.map(({ run }) => run.environmentName)),
  };
}

function begunAt({ runs }: ReportModel): number | null {
  const starts = runs.flatMap(({ run }) => run.startedAtMs ?? []);
  return starts.length === 0 ? null : Math.min(...starts);
}
