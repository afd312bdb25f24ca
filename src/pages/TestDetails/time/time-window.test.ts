import { keyTarget, moveEdge, readWindow } from './time-window';

const extent = { fromMs: 100_000, toMs: 200_000 };
const window = { fromMs: 110_000, toMs: 190_000 };
const move = (edge: 'from' | 'to', toMs: number) => moveEdge({ window, edge, toMs, extent, stepMs: 5000 });

describe('a window that a person moves', () => {
  it('stays within the run and keeps its begin before its end', () => {
    expect(move('from', 120_400)).toEqual({ fromMs: 120_000, toMs: 190_000 });
    expect(move('from', 0)).toEqual({ fromMs: 100_000, toMs: 190_000 });
    expect(move('from', 195_000)).toEqual({ fromMs: 185_000, toMs: 190_000 });
    expect(move('to', 300_000)).toEqual({ fromMs: 110_000, toMs: 200_000 });
    expect(move('to', 1)).toEqual({ fromMs: 110_000, toMs: 115_000 });
  });

  it('moves by the keys of a slider', () => {
    const at = { atMs: 150_000, stepMs: 5000, extent };
    expect(keyTarget('ArrowLeft', at)).toBe(145_000);
    expect(keyTarget('PageUp', at)).toBe(200_000);
    expect(keyTarget('Home', at)).toBe(100_000);
    expect(keyTarget('Tab', at)).toBeUndefined();
  });

  it('is read from an address only where it makes sense for this run', () => {
    const read = (search: string) => readWindow(new URLSearchParams(search), extent);
    expect(read('from=120000&to=130000')).toEqual({ fromMs: 120_000, toMs: 130_000 });
    expect(read('from=0&to=130000')).toEqual({ fromMs: 100_000, toMs: 130_000 });
    expect(read('from=130000&to=120000')).toBeUndefined();
    expect(read('from=900000&to=990000')).toBeUndefined();
    expect(read('from=now-1h&to=now')).toBeUndefined();
    expect(read('')).toBeUndefined();
  });
});
