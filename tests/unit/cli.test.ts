import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const JTL = 'tests/fixtures/jmeter/HTMLReportTestFile.csv';
const RUN = 'tests/fixtures/runs/prod-rev-trans_load_14.2.3.csv';

interface Answer {
  code: number;
  out: string;
  err: string;
}

let folder = '';
let program = '';

/** As the build makes it, in a folder of its own: the built one may be older than the sources. */
beforeAll(() => {
  folder = mkdtempSync(join(ROOT, 'backend-sidecar', 'cli-test-'));
  program = join(folder, 'dist', 'perftest.js');
  execFileSync(process.execPath, [join(ROOT, 'backend-sidecar', 'build.mjs'), join(folder, 'dist')]);
  writeFileSync(join(folder, 'package.json'), '{"type":"module","version":"1.2.3"}');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function perftest(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { cwd: ROOT, env: { ...process.env, ...env } },
      (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code), out, err });
      }
    );
  });
}

function shellProgram(): string {
  return `'${process.execPath}' '${program}'`;
}

/** The exit code is that of the program, not of what reads its output. */
function inShell(command: string) {
  return spawnSync('bash', ['-o', 'pipefail', '-c', command], { cwd: ROOT, encoding: 'utf8' });
}

/** Rows of samples, one a second, of one label. */
function writeRun(name: string, elapsedMs: (index: number) => number, count = 400): string {
  const rows = Array.from({ length: count }, (_, index) => `${1.7e12 + index * 1000},${elapsedMs(index)},Home,true`);
  const path = join(folder, name);
  writeFileSync(path, ['timeStamp,elapsed,label,success', ...rows, ''].join('\n'));
  return path;
}

describe('perftest analyze', () => {
  it('shows the figures of tests/fixtures/jmeter/README.md', async () => {
    const { code, out } = await perftest(['analyze', JTL]);
    expect(code).toBe(0);
    const lines = out.split('\n');
    expect(lines).toContain('jtl csv: 255 rows = 255 samples + 0 transactions + 0 interrupted + 0 rejected');
    const cells = (label: string) => lines.find((line) => line.startsWith(label))?.split(/\s+/);
    // Label, samples, errors %, mean, median, p90, p95, p99, max, per second
    expect(cells('JR-OK')).toEqual(['JR-OK', '252', '0.00', '236', '232', '337', '339', '352', '353', '4.19']);
    expect(cells('JR-KO')).toEqual(['JR-KO', '3', '100.00', '200', '170', '329', '329', '329', '329', '0.08']);
    expect(cells('Total')).toEqual(['Total', '255', '1.18', '235', '232', '337', '339', '352', '353', '4.24']);
  });

  it('fits 80 columns and has no colours where nobody looks', async () => {
    const { out } = await perftest(['analyze', RUN, '--label-percentiles', '75,99.9', '--slo', 'p95 < 1 s']);
    expect(Math.max(...out.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect(out).not.toContain('\u001b');
  });

  it('writes JSON', async () => {
    const { code, out } = await perftest(['analyze', JTL, '--json', '--label-percentiles', '50']);
    const answer = JSON.parse(out);
    expect(code).toBe(0);
    expect(answer).toMatchObject({ format: 'jtl csv', startedAtMs: 1551783627191, verdict: null, window: null });
    expect(answer.total).toMatchObject({
      count: 255,
      errors: 3,
      p90Ms: 337,
      p99Ms: 352,
      percentiles: [{ percent: 50, valueMs: 232 }],
    });
    expect(answer.rows[1]).toMatchObject({ label: 'JR-OK', p95Ms: 339, minMs: 101, maxMs: 353 });
    // 252 ÷ 60.185 s
    expect(answer.rows[1].throughputPerSec).toBeCloseTo(4.187089806, 9);
  });

  it('writes CSV, in which no data is an empty cell', async () => {
    const { out } = await perftest(['analyze', 'tests/fixtures/summaries/summary.csv', '--csv']);
    const [header = '', ...lines] = out.trimEnd().split('\r\n');
    const names = header.split(',');
    const total = lines.at(-1)?.split(',') ?? [];
    expect(total.slice(0, 4)).toEqual(['Total', 'total', '255', '3']);
    expect(total[names.indexOf('p90Ms')]).toBe('');
    expect(total[names.indexOf('standardDeviationMs')]).toBe('79.77');
  });

  it('writes reports for people', async () => {
    const [html, excel] = [join(folder, 'r.html'), join(folder, 'r.xlsx')];
    const { code } = await perftest(['analyze', JTL, '--html', html, '--excel', excel, '--slo', 'p90 < 1 s']);
    expect(code).toBe(0);
    const text = readFileSync(html, 'utf8');
    expect(text).toContain('JR-OK');
    expect(text).not.toContain('/a/perftest-automation-app');
    // A zip file, as Excel's are.
    expect(readFileSync(excel).subarray(0, 2).toString()).toBe('PK');
  });

  it('invents no figure for a report that has no samples', async () => {
    const html = join(folder, 'summary.html');
    await perftest(['analyze', 'tests/fixtures/summaries/summary.csv', '--html', html]);
    const text = readFileSync(html, 'utf8').replaceAll(/<[^>]+>/g, '|');
    expect(text).toContain('3 failed samples, but not what they said');
    expect(text).not.toMatch(/No sample failed|0 rows of|0 users|(Users|Duration, seconds|Ramp-up, seconds)\|+0\|/);
    expect(text).toMatch(/\|Users\|+–\|/);
  });

  it('counts what lies in the window', async () => {
    const path = writeRun('window.csv', (index) => 100 + index, 100);
    const { out } = await perftest(['analyze', path, '--json', '--window', '10s..20s']);
    // Starts at 10 s to 19 s: elapsed 110 to 119.
    expect(JSON.parse(out).total).toMatchObject({ count: 10, minMs: 110, maxMs: 119 });
  });

  it('merges the parts of a run by their clocks', async () => {
    const [one, two] = [writeRun('one.csv', () => 5, 10), writeRun('two.csv', () => 7, 10)];
    const { out } = await perftest(['analyze', one, two, '--json', '--clock-offset', '0', '--clock-offset=-4000']);
    const { total } = JSON.parse(out);
    expect(total).toMatchObject({ count: 20, firstStartMs: 1.7e12 - 4000, lastEndMs: 1.7e12 + 9005 });
  });

  it('reads a file without a header as it is told to', async () => {
    const path = join(folder, 'odd.csv');
    writeFileSync(path, '2024/01/07 14:15:00;12;Home;true\n');
    const how = ['--columns', 'timeStamp,elapsed,label,success', '--delimiter', ';'];
    const when = ['--timestamp-format', 'yyyy/MM/dd HH:mm:ss', '--time-zone', 'Europe/Berlin'];
    const { code, out } = await perftest(['analyze', path, '--json', ...how, ...when]);
    expect([code, JSON.parse(out).startedAtMs]).toEqual([0, Date.UTC(2024, 0, 7, 13, 15)]);
  });
});

describe('the exit code of perftest', () => {
  it.each([
    [0, 'an SLO that is kept', ['analyze', JTL, '--slo', 'p95 of JR-OK < 800 ms']],
    [1, 'an SLO that is broken', ['analyze', JTL, '--slo', 'p95 of JR-OK < 339 ms']],
    [1, 'errors', ['analyze', JTL, '--slo', 'p95 < 1 s', '--slo', 'errors < 1 %']],
    [2, 'an SLO of a label that is not there', ['analyze', JTL, '--slo', 'p95 of Login < 800 ms']],
    [2, 'nothing that could be judged', ['compare', RUN, '--', RUN]],
    [3, 'no file', ['analyze', 'nope.csv']],
    [3, 'another kind of file', ['analyze', 'README.md']],
    [3, 'a file without a header', ['analyze', 'tests/fixtures/jmeter/Bug52968.csv']],
    [3, 'a window that leaves nothing', ['analyze', JTL, '--window', '5m..']],
    [64, 'no such command', ['analyse', JTL]],
    [64, 'no file at all', ['analyze']],
    [64, 'no such option', ['analyze', JTL, '--fast']],
    [64, 'an SLO that is none', ['analyze', JTL, '--slo', 'p95 of JR-OK']],
    [64, 'nothing to compare with', ['compare', JTL]],
    [64, 'two outputs', ['analyze', JTL, '--json', '--csv']],
    [64, 'a percentile that cannot be', ['analyze', JTL, '--label-percentiles', '101']],
    [3, 'a folder', ['analyze', 'tests']],
    [3, 'a folder among the references', ['compare', JTL, 'tests', '--', JTL]],
    [3, 'a device', ['analyze', '/dev/null']],
    [64, 'nothing at all', []],
    [64, 'a report over its own result', ['analyze', JTL, '--html', JTL]],
    [73, 'a report into a folder that is not there', ['analyze', JTL, '--html', 'nope/report.html']],
    [73, 'a report where a folder is', ['analyze', JTL, '--excel', 'tests']],
    [0, 'help', ['--help']],
    [0, 'the version', ['--version']],
  ])('is %i: %s', async (expected, _why, args) => {
    const { code, out, err } = await perftest(args);
    expect({ code, out, err }).toMatchObject({ code: expected });
    expect(expected < 3 ? out : err).not.toBe('');
  });

  it('is told before anything is read where a report cannot be written', async () => {
    const { out, err } = await perftest(['analyze', JTL, '--json', '--html', 'nope/report.html']);
    expect([out, err]).toEqual(['', 'perftest: nope/report.html cannot be written: there is no such folder\n']);
  });

  it('names the file without a sample, whatever its name has in it', async () => {
    const path = join(folder, 'head\u001b[31m.csv');
    writeFileSync(path, 'timeStamp,elapsed,label,success\n');
    const { code, err } = await perftest(['analyze', path]);
    expect([code, err]).toEqual([3, `perftest: “${join(folder, 'head [31m.csv')}”: there is no sample in it\n`]);
  });

  it('stays that of the verdict when nobody reads on, and the report is still written', () => {
    const report = join(folder, 'piped.html');
    const { status, stderr } = inShell(
      `${shellProgram()} analyze ${JTL} --slo 'p95 < 1 ms' --html ${report} | head -c 0`
    );
    expect([status, stderr]).toEqual([1, '']);
    expect(readFileSync(report, 'utf8')).toContain('</html>');
  });

  it.runIf(existsSync('/dev/full'))('tells an output that could not be written', () => {
    const { status, stderr } = inShell(`${shellProgram()} analyze ${JTL} > /dev/full`);
    expect([status, stderr]).toEqual([73, expect.stringContaining('perftest: the output cannot be written')]);
  });

  it('names what is wrong with a file', async () => {
    const { err } = await perftest(['analyze', 'tests/fixtures/jmeter/Bug52968.csv']);
    expect(err).toContain('Bug52968.csv');
    expect(err).toContain('it has no header');
  });
});

describe('perftest compare', () => {
  it('sees a run that is half as slow again, against one reference', async () => {
    const [before, after] = [
      writeRun('before.csv', (n) => 200 + (n % 20)),
      writeRun('after.csv', (n) => 300 + (n % 20)),
    ];
    const { code, out } = await perftest(['compare', before, '--', after]);
    expect(code).toBe(1);
    expect(out).toMatch(/^Home\s+217\s+317\s+\+46\.1%.*regressed, critical$/m);
    expect(out).toContain('FAILED');
  });

  it('judges by the rules that it is told, as a scenario would have them', async () => {
    const [before, after] = [
      writeRun('before.csv', (n) => 200 + (n % 20)),
      writeRun('after.csv', (n) => 300 + (n % 20)),
    ];
    // 217 → 317 ms is +46 %: below a critical change of 50 % it is only suspected, which fails no run.
    const { code, out } = await perftest(['compare', before, '--', after, '--critical-from', '50%']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^Home\s+217\s+317\s+\+46\.1%.*suspected/m)]);
    const floor = await perftest(['compare', before, '--', after, '--floor-ms', '100.5']);
    expect([floor.code, floor.out]).toEqual([0, expect.stringMatching(/^Home\s+217\s+317.*unchanged/m)]);
  });

  it('passes a run that is as the references were', async () => {
    const references = [0, 1, 2, 3, 4].map((run) => writeRun(`r${run}.csv`, (n) => 200 + run + (n % 20)));
    const current = writeRun('same.csv', (n) => 202 + (n % 20));
    const { code, out } = await perftest(['compare', ...references, '--', current, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out).verdict).toMatchObject({ outcome: 'passed', reference: { kind: 'history' } });
  });
});
