interface Placed {
  readonly scenarioPosition: number;
  readonly scenarioId: number;
  readonly testTypePosition: number;
  readonly testTypeId: number;
}

/** prod-load, prod-stress, rev-load, …: by scenario, within it by test type, each in its own order. */
export function inRunOrder<T extends Placed>(runs: readonly T[]): T[] {
  return [...runs].sort(
    (a, b) =>
      a.scenarioPosition - b.scenarioPosition ||
      a.scenarioId - b.scenarioId ||
      a.testTypePosition - b.testTypePosition ||
      a.testTypeId - b.testTypeId
  );
}
