import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { figureText, figureWithUnit, STATISTICS_COLUMNS } from '../model/figures.ts';
import { fixtureBatchInput, fixtureRun, fixtureSingleInput } from '../model/report-fixture.ts';
import { buildReportModel } from '../model/report-model.ts';
import { renderHtml } from './render-html.ts';

const model = buildReportModel(fixtureBatchInput());
const html = renderHtml(model);

describe('renderHtml', () => {
  it('is a whole document without anything to fetch, and no script may run but its own', () => {
    expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
    const [own, ...others] = [...html.matchAll(/<script>(.*?)<\/script>/gis)].map((match) => match[1] ?? '');
    expect(others).toEqual([]);
    const hash = createHash('sha256')
      .update(own ?? '')
      .digest('base64');
    expect(html).toContain(`default-src &#x27;none&#x27;; style-src &#x27;unsafe-inline&#x27;; img-src data:;`);
    expect(html).toContain(`script-src &#x27;sha256-${hash}&#x27;"`);
    expect(html.match(/<script/gi)).toHaveLength(1);
    expect(html).not.toMatch(/\b(src|srcset|action|onload|onclick)=/i);
    expect(html).not.toMatch(/url\(|@import/);
    // Links that a reader may click are the only addresses.
    const addresses = [...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1] ?? '');
    const foreign = addresses.filter(
      (address) => !/^(#run-\d+|data:,|https:\/\/grafana\.example\.org\/ops\/a\/)/.test(address)
    );
    expect(foreign).toEqual([]);
  });

  it('writes labels and messages as text, whatever they hold', () => {
    expect(html).toContain('&lt;script&gt;alert(&quot;label&quot;)&lt;/script&gt;');
    expect(html).toContain('Service &quot;payments&quot; &lt;unavailable&gt; &amp; overloaded');
    expect(html).toContain('17724420,12,&lt;b&gt;cut');
  });

  it.each([
    ['<=', '≤ 500'],
    ['<', '&lt; 500'],
    ['>=', '≥ 500'],
    ['>', '&gt; 500'],
  ] as const)('shows the limit of an SLO as it is: %s', (comparator, expected) => {
    const input = fixtureSingleInput();
    const [first] = input.runs;
    const verdict = first?.run.verdict ?? null;
    if (first === undefined || verdict === null) {
      throw new Error('the fixture has a run with a verdict');
    }
    const slo = { label: null, metric: 'p90Ms', comparator, limit: 500 } as const;
    const slos = [{ slo, value: 100, state: 'passed' as const, why: '' }];
    const run = { ...first, run: { ...first.run, verdict: { ...verdict, slos } } };
    expect(renderHtml(buildReportModel({ ...input, runs: [run] }))).toContain(expected);
  });

  it('leads with the verdict, then the findings, then the matrix, then the runs', () => {
    const order = [
      'Release 14.2.3</h1>',
      model.findings[0]?.text ?? '?',
      'Scenarios and test types',
      'id="run-11"',
      'Method</h2>',
    ];
    const places = order.map((text) => html.indexOf(text));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('leads each finding and each cell to its run', () => {
    for (const { run } of model.runs) {
      expect(html).toContain(`href="#run-${run.id}"`);
      expect(html).toContain(`id="run-${run.id}"`);
    }
  });

  it('shows every figure of every statistics row', () => {
    const cells = [...html.matchAll(/<td class="number">([^<]*)<\/td>/g)].map((match) => match[1]);
    for (const { statistics } of model.runs) {
      for (const row of [statistics.window, statistics.run].flatMap((scope) => scope?.rows ?? [])) {
        const figures = STATISTICS_COLUMNS.map(({ key, format }) => figureText(format, row[key]));
        expect(cells.join('|')).toContain(figures.join('|'));
      }
    }
  });

  it('says icon and word together, never the one alone', () => {
    expect(html).toMatch(/<span aria-hidden="true" class="icon">▲<\/span>regressed · critical/);
    expect(html).toMatch(/<span aria-hidden="true" class="icon">✗<\/span>Failed/);
  });

  it('gives every table a caption and every header its scope, and every chart words', () => {
    expect(html.match(/<table/g)?.length).toBe(html.match(/<caption/g)?.length);
    expect(html).not.toMatch(/<th(?![^>]*scope=)[ >]/);
    const charts = html.match(/<svg viewBox[^>]*>/g) ?? [];
    expect(charts.length).toBe(6);
    expect(charts.every((chart) => /role="img" aria-label="[^"]{40,}"/.test(chart))).toBe(true);
  });

  it('reconciles the rows of the result file', () => {
    // 72 927 samples + 9 040 transactions + 5 + 2 = 81 974
    expect(html.replaceAll('\u00a0', ' ').replace(/<!-- -->/g, '')).toContain(
      '81 974 rows of the result file = 72 927 samples + 9 040 transactions + 5 interrupted + 2 rejected.'
    );
  });

  it('warns when the rows do not add up', () => {
    const input = fixtureSingleInput();
    const runs = input.runs.map((run) => ({
      ...run,
      statistics: run.statistics && { ...run.statistics, counts: { ...run.statistics.counts, rows: 1 } },
    }));
    expect(renderHtml(buildReportModel({ ...input, runs }))).toContain('do not add up');
  });

  it('says why a run was not carried out, and what to do', () => {
    expect(html).toContain('JMeter could not be started');
    expect(html).toContain('check Java and the JMeter home');
  });

  it('shows the verdict’s figures', () => {
    expect(html).toContain(figureWithUnit('ms', 341));
    expect(html).toContain('+60.8\u00a0%');
  });

  it('names pages by their path where Grafana’s address is not known', () => {
    const text = renderHtml(buildReportModel({ ...fixtureSingleInput(), grafanaUrl: null }));
    expect(text).toContain('<span class="path">/a/perftest-automation-app/tests/11</span>');
    expect(text).not.toContain('href="/a/');
  });

  it('renders a run without any result', () => {
    const run = fixtureRun({ id: 1, scenarioName: 'x', testTypeName: 'y', status: 'cancelled' });
    const lost = { run, statistics: null, windowStatistics: null, timeline: null, script: null };
    expect(renderHtml(buildReportModel({ ...fixtureSingleInput(), runs: [lost] }))).toContain('The run is cancelled.');
  });
});
