import { addPoint, progressOf, type SentPoint } from './upload-progress';

const MB = 1_000_000;

function after(...points: Array<[atMs: number, sentBytes: number]>): SentPoint[] {
  return points.reduce<SentPoint[]>((kept, [atMs, sentBytes]) => addPoint(kept, { atMs, sentBytes }), []);
}

describe('the progress of an upload', () => {
  it('tells neither speed nor time left from one moment', () => {
    expect(progressOf(after([0, 0]), 100 * MB)).toMatchObject({ sentBytes: 0, bytesPerSec: null, leftMs: null });
    expect(progressOf(after([0, 0], [100, MB]), 100 * MB)).toMatchObject({ bytesPerSec: null, leftMs: null });
  });

  it('tells the time left from speed and rest', () => {
    // 10 MB in 2 s = 5 MB/s; 90 MB are left = 18 s
    expect(progressOf(after([0, 0], [1000, 4 * MB], [2000, 10 * MB]), 100 * MB)).toEqual({
      sentBytes: 10 * MB,
      totalBytes: 100 * MB,
      bytesPerSec: 5 * MB,
      leftMs: 18_000,
    });
  });

  it('forgets how fast it was more than five seconds ago', () => {
    // 50 MB in the first second, then 1 MB a second: the window from 2 s to 7 s holds 5 MB
    const points = after([0, 0], [1000, 50 * MB], [2000, 51 * MB], [4500, 53.5 * MB], [7000, 56 * MB]);
    expect(progressOf(points, 100 * MB).bytesPerSec).toBe(MB);
  });

  it('tells no time left while nothing moves', () => {
    expect(progressOf(after([0, MB], [3000, MB]), 100 * MB)).toMatchObject({ bytesPerSec: 0, leftMs: null });
  });

  it('measures from the last point before a long silence', () => {
    expect(progressOf(after([0, 0], [10_000, 10 * MB]), 100 * MB).bytesPerSec).toBe(MB);
  });
});
