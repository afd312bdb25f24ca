import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, it } from 'vitest';

import { metricName } from '../../comparison/wording.ts';
import { changeRatioText, displayOf, figureText, STATISTICS_COLUMNS } from '../model/figures.ts';
import { fixtureBatchInput, fixtureSingleInput } from '../model/report-fixture.ts';
import { buildReportModel, type ReportModel } from '../model/report-model.ts';
import { renderHtml } from '../html/render-html.ts';
import { readSheets, unzip, type RawCell } from './read-xlsx-independently.ts';
import { renderExcel } from './render-excel.ts';
import { columnLetter } from './sheet-names.ts';
import { FIRST_ROW, HEADER_ROW } from './table.ts';

const model: ReportModel = buildReportModel(fixtureBatchInput());
let file: Buffer;
let sheets: Map<string, Map<string, RawCell>>;
let workbook: ExcelJS.Workbook;

beforeAll(async () => {
  file = await renderExcel(model);
  sheets = readSheets(file);
  workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(file as unknown as ExcelJS.Buffer);
});

function cell(sheet: string, address: string): RawCell['value'] {
  return sheets.get(sheet)?.get(address)?.value ?? null;
}

describe('renderExcel', () => {
  it('has a sheet for each question, with names that Excel takes', () => {
    expect([...sheets.keys()]).toEqual([
      'Summary',
      'Charts',
      'Comparison',
      'prod Load',
      'prod Stress',
      'uid Load',
      'uid Stress',
      'Errors',
      'Timeline',
      'Run data',
      'Comments',
      'Method',
    ]);
  });

  it('has no formula anywhere, also where a label begins like one', () => {
    const all = [...sheets.values()].flatMap((cells) => [...cells.values()]);
    expect(all.length).toBeGreaterThan(1000);
    expect(all.filter((one) => one.hasFormula)).toEqual([]);
    expect(all.map((one) => one.value)).toContain('=HYPERLINK("http://example.org","x")');
    expect(all.map((one) => one.value)).toContain('<script>alert("label")</script>');
  });

  it('holds every statistic as the very number of the model', () => {
    const [run] = model.runs;
    const lines = [run?.statistics.window, run?.statistics.run].flatMap((scope) =>
      scope ? [scope.total, ...scope.rows] : []
    );
    expect(lines).toHaveLength(22);
    lines.forEach((row, index) => {
      const number = FIRST_ROW + index;
      expect(cell('prod Load', `B${number}`)).toBe(row.label);
      STATISTICS_COLUMNS.forEach(({ key }, place) => {
        expect(cell('prod Load', `${columnLetter(place + 4)}${number}`)).toBe(row[key]);
      });
    });
  });

  it('holds every comparison as the very numbers of the model, the worst first', () => {
    const rows = model.runs.flatMap((run) => run.comparisons.flatMap((group) => group.all));
    rows.forEach((row, index) => {
      const number = FIRST_ROW + index;
      const values = ['B', 'E', 'G', 'H', 'I', 'J', 'K', 'N'].map((column) => cell('Comparison', `${column}${number}`));
      const { label, metric, reference, current, change, changeRatio, state, why } = row;
      expect(values).toEqual([label, metricName(metric), reference, current, change, changeRatio, state, why]);
    });
    const first = ['B', 'G', 'H'].map((column) => cell('Comparison', `${column}${FIRST_ROW}`));
    expect(first).toEqual(['Transfer', 212, 341]);
  });

  it('leads with verdict, sentence and findings', () => {
    expect(cell('Summary', 'A1')).toBe('Release 14.2.3');
    expect(cell('Summary', 'A7')).toBe('✗ Failed');
    expect(cell('Summary', 'B7')).toBe(model.sentence);
    model.findings.forEach((finding, index) => expect(cell('Summary', `A${10 + index}`)).toBe(finding.text));
  });

  it('shows counts, validity and parameters of each run', () => {
    const texts = [...(sheets.get('Run data') ?? new Map<string, RawCell>())].map(([address, { value }]) => [
      address,
      value,
    ]);
    const addressOf = (name: string) => String(texts.find(([, value]) => value === name)?.[0]).slice(1);
    expect(cell('Run data', `D${addressOf('transactions')}`)).toBe(9040);
    expect(cell('Run data', `D${addressOf('Users')}`)).toBe(25);
    expect(cell('Run data', `D${addressOf('Script SHA-256')}`)).toBe('ab12'.repeat(16));
    expect(texts.map(([, value]) => String(value)).join('\n')).toContain(
      'fewer than the scenario’s minimum of 1\u00a0000\u00a0000'
    );
  });

  it('reads back in a second reader: formats, frozen panes, filters, links', () => {
    const run = workbook.getWorksheet('prod Load');
    const total = run?.getRow(FIRST_ROW);
    expect(total?.getCell(6).numFmt).toBe('0.00%');
    expect(total?.getCell(10).numFmt).toBe('#,##0');
    expect(run?.views[0]).toMatchObject({ state: 'frozen', xSplit: 2, ySplit: HEADER_ROW });
    expect(run?.autoFilter).toBe('A5:Q27');
    expect(run?.pageSetup).toMatchObject({ orientation: 'landscape', fitToWidth: 1 });
    expect(run?.getCell('A3').hyperlink).toBe("#'Summary'!A1");
    expect(run?.getCell('B3').hyperlink).toBe('https://grafana.example.org/ops/a/perftest-automation-app/tests/11');
    expect(workbook.getWorksheet('Summary')?.getCell('A10').hyperlink).toBe("#'prod Load'!A1");
  });

  it('is well-formed in every part', () => {
    const parts = [...unzip(file)].filter(([name]) => /\.(xml|rels)$/.test(name));
    expect(parts.length).toBeGreaterThan(12);
    expect(parts.every(([, part]) => part.length > 0)).toBe(true);
  });

  it('shows the digits that the HTML report shows', () => {
    const html = renderHtml(model);
    const rows = model.runs.flatMap(({ statistics }) => statistics.window?.rows ?? []);
    for (const row of rows) {
      const shown = STATISTICS_COLUMNS.map(({ key, format }) => excelText(row[key], displayOf(format)));
      expect(shown).toEqual(
        STATISTICS_COLUMNS.map(({ key, format }) => figureText(format, row[key]).replaceAll('\u00a0', ''))
      );
      expect(html).toContain(figureText('ms', row.p90Ms));
    }
    const ratios = model.runs.flatMap((run) => run.comparisons.map((group) => group.time?.changeRatio ?? null));
    expect(ratios.every((ratio) => html.includes(changeRatioText(ratio)))).toBe(true);
  });

  it('survives hostile texts and many runs of one name', async () => {
    const input = fixtureSingleInput();
    const nasty = '-1+1|cmd\u0000"\ud800[x]:*?/\\';
    const runs = input.runs.map((run) => ({
      ...run,
      run: { ...run.run, scenarioName: nasty, name: nasty, comment: '@SUM(1)', properties: { host: '+1' } },
    }));
    const twice = [...runs, ...runs.map((run) => ({ ...run, run: { ...run.run, id: 99 } }))];
    const { subject } = fixtureBatchInput();
    const names = [
      ...readSheets(await renderExcel(buildReportModel({ ...input, subject, runs: twice, grafanaUrl: null }))).keys(),
    ];
    expect(names.filter((name) => name.startsWith('-1'))).toEqual([
      '-1+1|cmd"\ufffd x Load',
      '-1+1|cmd"\ufffd x Load (2)',
    ]);
  });
});

/** What a spreadsheet shows for a value: halves away from zero on its decimal digits, which is what Intl does. */
function excelText(value: number | null, { decimals, scale }: { decimals: number; scale: number }): string {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: false };
  const style = scale === 100 ? 'percent' : 'decimal';
  return value === null ? '–' : new Intl.NumberFormat('en', { ...digits, style }).format(value).replace('%', '');
}
