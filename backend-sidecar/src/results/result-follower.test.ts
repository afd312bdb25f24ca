import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { decodeSlices } from '../statistics/stored-slices.ts';
import { Distribution } from '../statistics/distribution.ts';
import { ResultFollower, type FollowOptions, type FollowUpdate } from './result-follower.ts';

const FIXTURE = fileURLToPath(new URL('../../../tests/fixtures/jmeter/HTMLReportTestFile.csv', import.meta.url));
const HEADER = 'timeStamp,elapsed,label,success,allThreads\n';
const T0 = 1_700_000_000_000;

class Followed {
  readonly updates: FollowUpdate[] = [];
  readonly errors: Error[] = [];
  readonly follower: ResultFollower;
  private readonly waiting: Array<() => void> = [];

  constructor(options: Partial<FollowOptions> & { filePath: string }, entry?: URL) {
    this.follower = ResultFollower.start(
      {
        mode: 'follow',
        sliceMs: 1000,
        window: null,
        setupGroups: [],
        labelFoldings: [],
        excludedLabels: [],
        stopSentAtMs: null,
        ...options,
      },
      (update) => this.note(() => this.updates.push(update)),
      (error) => this.note(() => this.errors.push(error)),
      entry
    );
  }

  async until(isReached: () => boolean): Promise<void> {
    while (!isReached()) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  untilRows(rows: number): Promise<void> {
    return this.until(() => this.updates.at(-1)?.counts.rows === rows);
  }

  private note(happened: () => void): void {
    happened();
    this.waiting.splice(0).forEach((resume) => resume());
  }
}

function row(index: number, isSuccess = true): string {
  return `${T0 + index * 100},${50 + index},Login,${isSuccess},${index}\n`;
}

describe('ResultFollower', { timeout: 60_000 }, () => {
  let directory: string;
  let filePath: string;
  let opened: Followed[];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'follower-'));
    filePath = join(directory, 'result.csv');
    opened = [];
  });

  afterEach(async () => {
    await Promise.all(opened.map(({ follower }) => follower.close()));
    rmSync(directory, { recursive: true });
  });

  function follow(options: Partial<FollowOptions> = {}, entry?: URL): Followed {
    const followed = new Followed({ filePath, ...options }, entry);
    opened.push(followed);
    return followed;
  }

  it('reads a complete file and hands over what is to be stored', async () => {
    const result = await follow({ filePath: FIXTURE, mode: 'read', sliceMs: 5000 }).follower.finish();
    expect(result.counts).toEqual({ rows: 255, samples: 255, transactions: 0, interrupted: 0, rejected: 0 });
    expect(result.bytesRead).toBe(readFileSync(FIXTURE).length);
    expect(result.window).toBeNull();
    const merged = new Distribution();
    for (const { ok, failed } of result.distributions) {
      merged.merge(Distribution.decode(ok));
      merged.merge(Distribution.decode(failed));
    }
    expect([merged.count, merged.percentile(0.95)]).toEqual([255, result.whole.total.p95Ms]);
    const points = result.slices.flatMap(({ encoded }) => decodeSlices(encoded, 5000));
    expect(points.reduce((count, point) => count + point.count, 0)).toBe(255);
    expect(result.timeline.reduce((errors, point) => errors + point.errors, 0)).toBe(3);
  });

  it('reads a compressed file as the plain one', async () => {
    const compressed = `${filePath}.gz`;
    writeFileSync(compressed, gzipSync(readFileSync(FIXTURE)));
    const plain = await follow({ filePath: FIXTURE, mode: 'read' }).follower.finish();
    expect(await follow({ filePath: compressed, mode: 'read' }).follower.finish()).toEqual(plain);
  });

  it('says that a compressed file is damaged', async () => {
    const compressed = `${filePath}.gz`;
    writeFileSync(compressed, gzipSync(readFileSync(FIXTURE)).subarray(0, 900));
    await expect(follow({ filePath: compressed, mode: 'read' }).follower.finish()).rejects.toMatchObject({
      code: 'RESULT_UNREADABLE',
    });
  });

  it('follows a file that does not exist yet and grows by pieces of rows', async () => {
    const followed = follow();
    expect((await followed.follower.snapshot()).counts.rows).toBe(0);
    writeFileSync(filePath, HEADER + row(0) + row(1).slice(0, 9));
    await followed.untilRows(1);
    appendFileSync(filePath, row(1).slice(9) + row(2, false) + row(30));
    await followed.untilRows(4);
    appendFileSync(filePath, '1700000000');
    const result = await followed.follower.finish();
    expect(result.counts).toEqual({ rows: 5, samples: 4, transactions: 0, interrupted: 0, rejected: 1 });
    expect(result.rejectedByReason).toEqual({ 'incomplete last record': 1 });
    expect(followed.updates.map(({ sequence }) => sequence)).toEqual(followed.updates.map((_, index) => index + 1));
    expect(followed.updates.at(-1)).toMatchObject({ activeThreads: 30, newestEndMs: T0 + 3080 });
    const slices = new Map(followed.updates.flatMap((update) => update.changedSlices.map((s) => [s.startMs, s])));
    expect([...slices.values()]).toEqual(result.timeline);
    expect((await followed.follower.snapshot()).changedSlices).toEqual(result.timeline);
    expect(await followed.follower.timeline('Login')).toEqual(result.timeline);
    expect(await followed.follower.timeline(null)).toEqual(result.timeline);
    expect(await followed.follower.timeline('Login', 'transaction')).toEqual([]);
  });

  it('finds in a file that is being written what it finds in the whole', async () => {
    const bytes = readFileSync(FIXTURE);
    const followed = follow({ sliceMs: 5000 });
    for (let at = 0, step = 1; at < bytes.length; at += step, step = (step * 7) % 4001) {
      appendFileSync(filePath, bytes.subarray(at, at + step));
      await followed.follower.snapshot();
    }
    const result = await followed.follower.finish();
    expect(result).toEqual(await follow({ filePath: FIXTURE, mode: 'read', sliceMs: 5000 }).follower.finish());
  });

  it('reads several files of a run, also by other columns than their own', async () => {
    const parts = ['one.jtl', 'two.jtl'].map((name, index) => ({
      ...{ path: join(directory, name), name },
      clockOffsetMs: index * 1000,
    }));
    for (const { path } of parts) {
      writeFileSync(path, `Login;${T0};40;true\n`);
    }
    const reading = { columns: ['label', 'timeStamp', 'elapsed', 'success'], delimiter: ';' };
    const result = await follow({ mode: 'read', parts, reading }).follower.finish();
    expect(result.whole.total).toMatchObject({ count: 2, firstStartMs: T0, lastEndMs: T0 + 1040 });
    expect(result.notes).toEqual(['“two.jtl”: Its times were corrected by +1000 ms.']);
  });

  it('sees what was written right before it is asked to finish', async () => {
    writeFileSync(filePath, HEADER + row(0));
    const followed = follow();
    await followed.untilRows(1);
    appendFileSync(filePath, Array.from({ length: 50_000 }, (_, index) => row(index + 1)).join(''));
    expect((await followed.follower.finish()).counts.rows).toBe(50_001);
  });

  it('counts as interrupted what ended after the stop, also when it was counted before it knew', async () => {
    // Ends: 50, 151, 252 ms and 10 110 ms after T0.
    writeFileSync(filePath, HEADER + row(0, false) + row(1, false) + row(2, true));
    const followed = follow();
    await followed.untilRows(3);
    await followed.follower.markStop(T0 + 151);
    appendFileSync(filePath, row(100, false));
    const result = await followed.follower.finish();
    expect(result.counts).toEqual({ rows: 4, samples: 2, transactions: 0, interrupted: 2, rejected: 0 });
    const again = await follow({ mode: 'read', stopSentAtMs: T0 + 151 }).follower.finish();
    expect(again).toEqual(result);
  });

  it('applies a window that becomes known late to the rows read before', async () => {
    writeFileSync(filePath, HEADER + row(0) + row(5) + row(9));
    const followed = follow();
    await followed.untilRows(3);
    await followed.follower.setWindow({ fromMs: T0 + 500, toMs: T0 + 900 });
    expect((await followed.follower.snapshot()).counts.rows).toBe(3);
    appendFileSync(filePath, row(6));
    const result = await followed.follower.finish();
    expect(result.window?.total).toMatchObject({ count: 2, firstStartMs: T0 + 500 });
    expect(result.whole.total.count).toBe(4);
    expect(await follow({ mode: 'read', window: { fromMs: T0 + 500, toMs: T0 + 900 } }).follower.finish()).toEqual(
      result
    );
  });

  it('answers for another window after the end', async () => {
    const { follower } = follow({ filePath: FIXTURE, mode: 'read' });
    const whole = await follower.finish();
    await follower.setWindow({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER });
    const { window } = await follower.finish();
    expect(window).toEqual(whole.whole);
  });

  it('has no rows for a followed file that never came', async () => {
    const result = await follow().follower.finish();
    expect(result.counts.rows).toBe(0);
    expect(result.whole.total.p90Ms).toBeNull();
  });

  it('says that a file to be read does not exist', async () => {
    const followed = follow({ mode: 'read' });
    await expect(followed.follower.finish()).rejects.toMatchObject({
      code: 'RESULT_UNREADABLE',
      detail: '“result.csv”: it does not exist',
    });
    expect(followed.errors).toHaveLength(1);
  });

  it('tells that the file became shorter, once to the owner and in every call', async () => {
    writeFileSync(filePath, HEADER + row(0));
    const followed = follow();
    await followed.untilRows(1);
    truncateSync(filePath, 10);
    await followed.until(() => followed.errors.length > 0);
    expect(followed.errors).toMatchObject([{ code: 'RESULT_UNREADABLE' }]);
    await expect(followed.follower.finish()).rejects.toThrow(/became shorter/);
  });

  it.each([
    ['process.exit(3)', /ended \(code 3\)/],
    ['throw new Error("out of order")', /out of order/],
  ])('does not die in silence: %s', async (program, message) => {
    const followed = follow({}, new URL(`data:text/javascript,${encodeURIComponent(program)}`));
    await expect(followed.follower.snapshot()).rejects.toThrow(message);
    expect(followed.errors).toHaveLength(1);
  });

  it('refuses calls that still wait when it is closed, and that is no fault', async () => {
    const followed = follow();
    const waiting = expect(followed.follower.finish()).rejects.toThrow(/was closed/);
    await followed.follower.close();
    await waiting;
    await expect(followed.follower.snapshot()).rejects.toThrow(/was closed/);
    await followed.follower.close();
    expect(followed.errors).toEqual([]);
  });
});
