import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'vitest';

import { mutated, PACKINGS, readAsFile, readInChunks, type Chance, type Seen } from './mutations-fixture.ts';

const MOST_MS_PER_INPUT = 5_000;
/** By which each is known; without them it is text, and read as such. */
const MARK_BYTES = { gzip: 2, zip: 4 };

/**
 * `inputs` damaged results that are packed afterwards, and `inputs` that were packed before: the first are read as
 * without their packing; of the second nothing is believed that was not packed, for a checksum tells.
 */
export async function expectPackedAccounted(
  seeds: readonly Buffer[],
  chance: Chance,
  inputs: number
): Promise<{ refused: number; whole: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  const path = join(folder, 'result');
  const ends = { refused: 0, whole: 0 };
  try {
    for (let input = 0; input < inputs; input++) {
      const startMs = performance.now();
      const name = chance.of<keyof typeof PACKINGS>(['gzip', 'zip']);
      const seed = seeds[chance.below(seeds.length)] ?? Buffer.alloc(0);
      const content = mutated(seed, chance);
      const unpacked = await readAsFile(await PACKINGS[name](content), path);
      expect(withoutNames(unpacked), `input ${input}, ${name}`).toEqual(
        withoutNames(readInChunks(content, () => content.length))
      );

      const packed = await PACKINGS[name](seed);
      const damaged = mutated(packed, chance);
      const seen = await readAsFile(damaged, path);
      const isPacked = damaged.subarray(0, MARK_BYTES[name]).equals(packed.subarray(0, MARK_BYTES[name]));
      if (isPacked && seen.refusal === null) {
        const { samples, rejected } = readInChunks(seed, () => seed.length);
        expect([seen.samples, seen.rejected.length], `input ${input}, ${name}`).toEqual([samples, rejected.length]);
        ends.whole += 1;
      }
      ends.refused += seen.refusal === null ? 0 : 1;
      expect(performance.now() - startMs, `input ${input}, ${name}`).toBeLessThan(MOST_MS_PER_INPUT);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return ends;
}

/** A refusal names the file; that there is one is the same. */
function withoutNames({ samples, rejected, refusal }: Seen) {
  return {
    samples,
    isRefused: refusal !== null,
    rejected: rejected.map(({ recordNumber, reason, text }) => ({ recordNumber, reason, text })),
  };
}
