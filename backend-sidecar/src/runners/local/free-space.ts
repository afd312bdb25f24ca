import { statfs } from 'node:fs/promises';

import type { ReadinessCheck } from '../runner.ts';

/** Whether there is room for the result of a test. */
export async function spaceCheck(space: { directory: string; minimumFreeMb: number }): Promise<ReadinessCheck> {
  const { directory, minimumFreeMb } = space;
  const { bavail, bsize } = await statfs(directory);
  const freeMb = Math.floor((bavail * bsize) / (1024 * 1024));
  return freeMb < minimumFreeMb
    ? {
        name: 'Space',
        state: 'fails',
        detail: `${freeMb} MB are free where results are kept, ${minimumFreeMb} MB are wanted`,
      }
    : { name: 'Space', state: 'works', detail: `${freeMb} MB are free` };
}
