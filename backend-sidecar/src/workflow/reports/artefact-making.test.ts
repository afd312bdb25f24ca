import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { DataDirectory } from '../../config/data-directory.ts';
import type { ArtefactKind, ReportArtefact } from '../../contract/reports.ts';
import { openDatabase, type OpenDatabase } from '../../persistence/database.ts';
import { ReportStore } from '../../persistence/report-store.ts';
import { ArtefactMaking } from './artefact-making.ts';
import type { RenderTask } from './report-renderer.ts';

const MIGRATIONS = new URL('../../../migrations', import.meta.url).pathname;

let root: string;
let files: DataDirectory;
let database: OpenDatabase;
let reports: ReportStore;
let render: ReturnType<typeof vi.fn<(task: RenderTask) => Promise<Uint8Array>>>;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'perftest-artefacts-'));
  files = new DataDirectory(root, join(root, 'no-memory'));
  files.create();
  database = openDatabase({ path: files.databasePath, migrationsDirectory: MIGRATIONS, nowMs: 0 });
  reports = new ReportStore(database.db);
  render = vi.fn(({ kind, model }: RenderTask) => Promise.resolve(new TextEncoder().encode(`${kind} of ${model}`)));
});
afterEach(() => {
  database.close();
  rmSync(root, { recursive: true });
});

/** A sidecar's making; a second one is what the next start of the sidecar has. */
const begin = () => new ArtefactMaking({ reports, files, clock: () => 7, log: pino({ level: 'silent' }), render });

function frozen(model: string | null = 'M'): number {
  const figures = { totalTransactions: 0, improvedCount: 0, degradedCount: 0, criticalCount: 0 };
  return reports.create({ name: 'x', type: 'single', testRunIds: [1], model, ...figures, createdAtMs: 1 }, [
    'html',
    'excel',
  ]).id;
}

const statesOf = (id: number) => reports.get(id).artefacts.map(({ kind, state, detail }) => [kind, state, detail]);
const READY = [
  ['excel', 'ready', null],
  ['html', 'ready', null],
];

describe('the files of a report', () => {
  it('are made one after another from the frozen model, with their size and hash', async () => {
    const id = frozen();
    expect(reports.get(id)).toMatchObject({ status: 'pending', hasExcel: false, hasHtml: false });
    await begin().makeWaiting(id);
    expect(reports.get(id)).toMatchObject({ status: 'ready', hasExcel: true, hasHtml: true, error: null });
    const [excel] = reports.artefacts(id);
    expect(excel).toMatchObject({ path: `reports/excel/report-${id}.xlsx`, sizeBytes: 10, updatedAtMs: 7 });
    expect(readFileSync(files.excelPath(id), 'utf8')).toBe('excel of M');
    expect(excel?.checksumSha256).toBe(createHash('sha256').update('excel of M').digest('hex'));
  });

  it('fail and are repeated each by itself; the other one can be had', async () => {
    const id = frozen();
    render.mockImplementationOnce(() => Promise.reject(new Error('no space left')));
    const making = begin();
    await making.makeWaiting(id);
    expect(statesOf(id)).toEqual([
      ['excel', 'ready', null],
      ['html', 'failed', 'no space left'],
    ]);
    expect(reports.get(id)).toMatchObject({
      status: 'ready',
      hasExcel: true,
      hasHtml: false,
      error: 'html: no space left',
    });
    expect(making.makeAgain(id, 'html')).toMatchObject({ kind: 'html', state: 'waiting' });
    expect(reports.get(id).status).toBe('pending');
    await making.stop();
    expect(reports.get(id).artefacts.map(({ state }) => state)).toEqual(['ready', 'waiting']);
    await begin().resume();
    expect(statesOf(id)).toEqual(READY);
    expect(reports.get(id)).toMatchObject({ status: 'ready', error: null });
  });

  it('that are made again are there until the new ones take their place', async () => {
    const id = frozen();
    const making = begin();
    await making.makeWaiting(id);
    making.makeAgain(id, 'excel');
    expect(making.makeAgain(id, 'excel').state).toBe('waiting');
    expect(reports.get(id)).toMatchObject({ status: 'ready', hasExcel: true });
    await making.makeWaiting(id);
    expect(render).toHaveBeenCalledTimes(3);
  });

  it('of a report that failed altogether say why', async () => {
    render.mockRejectedValue(new Error('broken'));
    const id = frozen();
    await begin().makeWaiting(id);
    expect(reports.get(id)).toMatchObject({ status: 'failed', error: 'excel: broken; html: broken' });
  });

  it('of a report that is deleted while they are made are not left behind', async () => {
    const id = frozen();
    render.mockImplementation(() => {
      reports.delete(id);
      return Promise.resolve(new Uint8Array(1));
    });
    await begin().makeWaiting(id);
    expect(existsSync(files.htmlPath(id))).toBe(false);
  });

  it('cannot be made again of a report without its content', () => {
    const id = frozen(null);
    reports.setArtefact(id, 'html', { state: 'failed', detail: 'x' }, 2);
    expect(() => begin().makeAgain(id, 'html')).toThrow('make a new one');
  });
});

describe('a sidecar that was killed', () => {
  const leave = (id: number, kind: ArtefactKind, state: ReportArtefact['state']) =>
    reports.setArtefact(id, kind, { state }, 2);

  /** What is written, in this order: report and rows; making; the part; its name; ready. */
  it.each<[string, (id: number) => void]>([
    ['before it began with a file', () => undefined],
    ['before it wrote the first', (id) => void leave(id, 'html', 'making')],
    [
      'in the middle of writing it',
      (id) => {
        leave(id, 'html', 'making');
        writeFileSync(`${files.htmlPath(id)}.part`, 'ht');
      },
    ],
    [
      'between the file and the word that it is there',
      (id) => {
        leave(id, 'html', 'making');
        writeFileSync(files.htmlPath(id), 'html of M');
      },
    ],
    [
      'between the two files',
      (id) => {
        writeFileSync(files.htmlPath(id), 'html of M');
        reports.setArtefact(id, 'html', { state: 'ready', path: `reports/html/report-${id}.html` }, 2);
      },
    ],
  ])('%s says so, and makes it when it starts again', async (_when, kill) => {
    const id = frozen();
    kill(id);
    expect(reports.get(id).status).toBe('pending');
    await begin().resume();
    expect(statesOf(id)).toEqual(READY);
    expect(readFileSync(files.htmlPath(id), 'utf8')).toBe('html of M');
    expect(reports.get(id).status).toBe('ready');
  });

  it('twice by the same file does not try it a third time; a person can', async () => {
    const id = frozen();
    await begin().makeWaiting(id);
    leave(id, 'excel', 'making');
    render.mockImplementationOnce(() => new Promise(() => undefined));
    void begin().resume();
    await vi.waitFor(() => expect(reports.artefacts(id)[0]?.state).toBe('making'));
    const third = begin();
    await third.resume();
    expect(statesOf(id)[0]).toEqual(['excel', 'failed', expect.stringContaining('twice')]);
    third.makeAgain(id, 'excel');
    await third.makeWaiting(id);
    expect(statesOf(id)).toEqual(READY);
  });

  it('before there were artefacts left reports that are made now, or say that they cannot be', async () => {
    const figures = { totalTransactions: 0, improvedCount: 0, degradedCount: 0, criticalCount: 0 };
    const base = { name: 'x', type: 'single' as const, testRunIds: [1], ...figures, createdAtMs: 1 };
    const [old, empty] = [reports.create({ ...base, model: 'O' }), reports.create(base)];
    await begin().resume();
    expect(statesOf(old.id)).toEqual(READY);
    expect(reports.get(empty.id)).toMatchObject({ status: 'failed', error: expect.stringContaining('a new report') });
  });
});
