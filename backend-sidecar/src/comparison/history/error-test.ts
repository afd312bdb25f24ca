import { studentUpperTail } from '../numerics/student-t.ts';

export interface ErrorCounts {
  errors: number;
  count: number;
}

/** The error rule up to its p-value. */
export interface ErrorTest {
  current: ErrorCounts;
  references: readonly ErrorCounts[];
  /** p₀ */
  expectedRate: number;
  chiSquare: number;
  /** φ: how much more than by chance the rate differs from run to run, at the current number of samples; at least 1. */
  overdispersion: number;
  z: number;
  pWorse: number;
  pBetter: number;
}

/** @param references of at least two runs, each with at least one sample, as is the current one */
export function testErrors(current: ErrorCounts, references: readonly ErrorCounts[]): ErrorTest {
  const total = sumOf(references);
  const expectedRate = (total.errors + 0.5) / (total.count + 1);
  const chiSquare = chiSquareOf(references, expectedRate);
  const overdispersion = overdispersionOf({ chiSquare, current, references });
  const unit = expectedRate * (1 - expectedRate);
  const variance = overdispersion * current.count * unit * (1 + current.count / total.count);
  const z = (current.errors - current.count * expectedRate) / Math.sqrt(variance);
  const degrees = references.length - 1;
  return {
    ...{ current, references, expectedRate, chiSquare, overdispersion, z },
    pWorse: current.errors === 0 ? 1 : studentUpperTail(z, degrees),
    pBetter: studentUpperTail(-z, degrees),
  };
}

/** Σ(eᵢ − nᵢp₀)²/(nᵢp₀(1 − p₀)) */
function chiSquareOf(references: readonly ErrorCounts[], expectedRate: number): number {
  const unit = expectedRate * (1 - expectedRate);
  return references.reduce((sum, { errors, count }) => sum + (errors - count * expectedRate) ** 2 / (count * unit), 0);
}

/** What goes beyond chance is of the run, not of its samples: more of them do not average it out. */
function overdispersionOf({
  chiSquare,
  current,
  references,
}: Pick<ErrorTest, 'chiSquare' | 'current' | 'references'>): number {
  const perRun = Math.max(1, chiSquare / (references.length - 1));
  return 1 + (perRun - 1) * Math.max(1, current.count / meanCount(references));
}

export function meanCount(references: readonly ErrorCounts[]): number {
  return sumOf(references).count / references.length;
}

export function sumOf(counts: readonly ErrorCounts[]): ErrorCounts {
  return counts.reduce((sum, { errors, count }) => ({ errors: sum.errors + errors, count: sum.count + count }), {
    errors: 0,
    count: 0,
  });
}
