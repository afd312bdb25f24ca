import { cpus } from 'node:os';

type Cell = string | number;

export function printHead(...names: string[]): void {
  printRow(...names);
  printRow(...names.map(() => '---'));
}

export function printRow(...cells: Cell[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

/** Wilson's interval, 95 %. */
export function interval(share: number, trials: number): string {
  const z2 = 1.96 ** 2;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (1.96 * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials))) / (1 + z2 / trials);
  return `${Math.max(0, centre - half).toFixed(3)}–${Math.min(1, centre + half).toFixed(3)}`;
}

/** `2026-11-23, 2 × Intel(R) Xeon(R) Processor, Node.js 20.20.2` */
export function whereAndWhen(): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${processor}, Node.js ${process.versions.node}`;
}
