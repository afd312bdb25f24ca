import { closeSync, openSync, writeSync } from 'node:fs';

const HOUR_MS = 3_600_000;
const HEADER =
  'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,' +
  'grpThreads,allThreads,URL,Latency,IdleTime,Connect\n';

export interface ResultFileSpec {
  rowCount: number;
  labelCount: number;
  startMs: number;
  /** Of every time. */
  slowdown?: number;
}

/** The same file each time (linear congruential generator of Numerical Recipes). */
class Random {
  private state = 20_260_101;

  next(): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.state / 2 ** 32;
  }
}

/** One hour of right-skewed times around 150 ms; one row in a hundred failed, in one of two ways. */
export function writeResult(path: string, spec: ResultFileSpec): void {
  const { rowCount, labelCount } = spec;
  const random = new Random();
  const labels = Array.from(
    { length: labelCount },
    (_, index) => `${String(index + 1).padStart(3, '0')} GET /api/items`
  );
  const file = openSync(path, 'w');
  writeSync(file, HEADER);
  for (let written = 0; written < rowCount;) {
    const count = Math.min(50_000, rowCount - written);
    const rows = Array.from({ length: count }, (_, index) =>
      row(random, { ...spec, labels, progress: (written + index) / rowCount })
    );
    writeSync(file, rows.join(''));
    written += count;
  }
  closeSync(file);
}

interface RowSpec extends ResultFileSpec {
  labels: readonly string[];
  progress: number;
}

function row(random: Random, { labels, progress, startMs: beginMs, slowdown = 1 }: RowSpec): string {
  const elapsed = Math.round(slowdown * Math.exp(5 + 1.6 * (random.next() + random.next() + random.next() - 1.5)));
  const startMs = beginMs + Math.floor(progress * HOUR_MS) - elapsed;
  const label = labels[Math.floor(random.next() * labels.length)] ?? '';
  const thread = `Users 1-${1 + Math.floor(random.next() * 50)}`;
  const luck = random.next();
  const [code, message, success, failure] =
    luck >= 0.01
      ? ['200', 'OK', true, '']
      : luck >= 0.005
        ? ['500', 'Internal Server Error', false, '']
        : ['200', 'OK', false, 'Test failed: text expected to contain /ok/'];
  const bytes = 1_000 + Math.floor(random.next() * 1_000);
  return `${startMs},${elapsed},${label},${code},${message},${thread},text,${success},${failure},${bytes},221,50,50,http://127.0.0.1/,${elapsed},0,1\n`;
}
