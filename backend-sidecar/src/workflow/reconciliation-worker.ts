import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { workerData } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';

import { AppError } from '../kernel/errors.ts';
import type { ResultPart } from '../results/read-result-files.ts';
import { JMeterRows } from '../statistics/jmeter-rules/jmeter-rows.ts';
import { JMeterTables } from '../statistics/jmeter-rules/jmeter-tables.ts';
import { reconcile, rulesOf } from '../statistics/jmeter-rules/reconcile.ts';
import type { ReconciledTables, ReconciliationTask } from './reconciliation-task.ts';
import { answerTask } from './worker-task.ts';

const CHUNK_BYTES = 1024 * 1024;

await answerTask(() => work(workerData as ReconciliationTask));

async function work({ parts, options, ours, apdex }: ReconciliationTask): Promise<ReconciledTables> {
  const tables = new JMeterTables(options);
  let rejected = 0;
  for (const part of parts) {
    rejected += await readPart(part, tables);
  }
  if (rejected > 0 && tables.names().length === 0) {
    throw new AppError(
      'RESULT_UNREADABLE',
      'JMeter’s reports want times in milliseconds, and no row of it could be read'
    );
  }
  return { ...reconcile({ ours, tables, apdex }), rules: rulesOf({ apdex, rejected }) };
}

/** @returns how many rows could not be read */
async function readPart({ path, clockOffsetMs }: ResultPart, tables: JMeterTables): Promise<number> {
  const rows = new JMeterRows((row) =>
    tables.add(clockOffsetMs === 0 ? row : { ...row, startMs: row.startMs + clockOffsetMs })
  );
  const content = await contentOf(path);
  content.setEncoding('utf8');
  for await (const text of content) {
    rows.push(text as string);
  }
  rows.finish();
  return rows.rejected;
}

async function contentOf(path: string): Promise<Readable> {
  const start = await firstBytes(path);
  if (start.startsWith('PK')) {
    throw new AppError('RESULT_UNREADABLE', 'JMeter’s reports are reckoned of CSV files, and this is an archive');
  }
  if (start.trimStart().startsWith('<')) {
    throw new AppError('RESULT_UNREADABLE', 'JMeter makes its reports of CSV files, and this is XML');
  }
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (!start.startsWith('\u001f\u008b')) {
    return file;
  }
  const plain = createGunzip({ chunkSize: CHUNK_BYTES });
  file.once('error', (error) => plain.destroy(error));
  return file.pipe(plain);
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path).catch((cause: unknown) => {
    throw new AppError('RESULT_UNREADABLE', 'its file is not there any more', { cause });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}
