import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import type { ReadOptions } from '../../contract/imports.ts';
import { AppError } from '../../kernel/errors.ts';
import { readResultFiles, type ResultPart } from '../../results/read-result-files.ts';
import type { SampleRecord } from '../../results/sample-record.ts';
import { JMeterRows, type JMeterRow } from '../../statistics/jmeter-rules/jmeter-rows.ts';
import { JMeterTables, type TablesOptions } from '../../statistics/jmeter-rules/jmeter-tables.ts';

const XML =
  'JMeter makes its dashboard of CSV files, and this is XML, of which its Aggregate Report leaves out what ran within a transaction with a parent sample';
const CHUNK_BYTES = 1024 * 1024;

export interface ReadForJMeter {
  readonly tables: JMeterTables;
  /** Rows that could not be read. */
  readonly rejected: number;
  /** What must be said of the reading itself. */
  readonly notes: readonly string[];
}

interface FilesOfJMeter {
  readonly parts: readonly ResultPart[];
  readonly read: ReadOptions;
  readonly options: TablesOptions;
}

/**
 * As JMeter reads it where JMeter can, by means of its own, so that our reader does not confirm itself; else the records
 * that our reader finds.
 */
export async function readForJMeter(files: FilesOfJMeter): Promise<ReadForJMeter> {
  try {
    return { ...(await readAsJMeter(files)), notes: [] };
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    const notes = [`${error.detail}. JMeter’s figures are reckoned by its rules from our reading of the same records.`];
    return { ...(await readAsWeDo(files)), notes };
  }
}

async function readAsJMeter({ parts, options }: FilesOfJMeter): Promise<Omit<ReadForJMeter, 'notes'>> {
  const tables = new JMeterTables(options);
  let rejected = 0;
  for (const part of parts) {
    rejected += await readPart(part, tables);
  }
  if (rejected > 0 && tables.names().length === 0) {
    throw new AppError(
      'RESULT_UNREADABLE',
      'JMeter’s reports want times in milliseconds, unless jmeter.save.saveservice.timestamp_format tells them the format'
    );
  }
  return { tables, rejected };
}

async function readAsWeDo({ parts, read, options }: FilesOfJMeter): Promise<Omit<ReadForJMeter, 'notes'>> {
  const tables = new JMeterTables(options);
  let rejected = 0;
  await readResultFiles(parts, read, {
    sample: (record) => tables.add(rowOf(record)),
    rejected: () => rejected++,
  });
  return { tables, rejected };
}

function rowOf(record: SampleRecord): JMeterRow {
  return {
    startMs: record.startMs,
    elapsedMs: record.elapsedMs,
    label: record.label,
    isSuccess: record.isSuccess,
    isTransaction: record.isTransaction,
    isEmptyTransaction: record.isEmptyTransaction ?? false,
    isNested: record.isNested ?? false,
    groupName: record.groupName,
    receivedBytes: record.receivedBytes ?? 0,
    sentBytes: record.sentBytes ?? 0,
  };
}

/** @returns how many rows could not be read */
async function readPart({ path, clockOffsetMs }: ResultPart, tables: JMeterTables): Promise<number> {
  const rows = new JMeterRows((row) =>
    tables.add(clockOffsetMs === 0 ? row : { ...row, startMs: row.startMs + clockOffsetMs })
  );
  const content = await contentOf(path);
  content.setEncoding('utf8');
  let isBegun = false;
  for await (const text of content as AsyncIterable<string>) {
    if (!isBegun && text.trimStart().startsWith('<')) {
      throw new AppError('RESULT_UNREADABLE', XML);
    }
    isBegun = true;
    rows.push(text);
  }
  rows.finish();
  return rows.rejected;
}

async function contentOf(path: string): Promise<Readable> {
  const start = await firstBytes(path);
  if (start.startsWith('PK')) {
    throw new AppError('RESULT_UNREADABLE', 'JMeter reads no archives, and this is one');
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
