import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readSummary, summaryFormat } from '../../backend-sidecar/src/results/summaries/read-summary.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function blocks(document: string, language: string): string[] {
  const text = readFileSync(join(ROOT, 'docs', document), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    (match) => match[1] ?? ''
  );
}

const commands = blocks('CLI.md', 'sh').map((block) => block.trim());

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(ROOT, 'backend-sidecar', 'cli-test-'));
  execFileSync(process.execPath, [join(ROOT, 'backend-sidecar', 'build.mjs'), join(folder, 'dist')]);
  writeFileSync(join(folder, 'package.json'), '{"type":"module","version":"0"}');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The example as a shell runs it, with the built program in place of the command. */
function run(command: string): { code: number | null; out: string } {
  const program = `"${process.execPath}" "${join(folder, 'dist', 'perftest.js')}"`;
  const { status, stdout } = spawnSync('sh', ['-c', command.replace(/^perftest/, program)], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { code: status, out: stdout };
}

describe('docs/CLI.md', () => {
  it('has examples', () => {
    expect(commands.length).toBeGreaterThan(4);
  });

  it.each(commands)('%s ends as it says', (command) => {
    const expected = /# exit code (\d+)$/.exec(command)?.[1] ?? '0';
    expect(String(run(command).code)).toBe(expected);
  });

  it('shows what the first example prints', () => {
    expect(blocks('CLI.md', 'text')).toEqual([run(commands[0] ?? '').out]);
  });

  it('names every option of the program', () => {
    const text = readFileSync(join(ROOT, 'docs/CLI.md'), 'utf8');
    const options = [...run('perftest --help').out.matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option);
    const left = ['--help', '--version'];
    expect([...new Set(options)].filter((option) => !text.includes(option) && !left.includes(option))).toEqual([]);
  });
});

describe('docs/IMPORT.md', () => {
  it('has a comparison file that can be read', () => {
    const files = blocks('IMPORT.md', 'csv');
    expect(files).toHaveLength(1);
    for (const text of files) {
      const format = summaryFormat(text);
      expect(format).toBe('comparison csv');
      expect(readSummary(text, 'comparison csv').runs.map(({ versionName }) => versionName)).toEqual([
        '14.2.2',
        '14.2.3',
      ]);
    }
  });
});
