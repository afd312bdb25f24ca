import { makeRunSummary, T0 } from '../test/factories';
import { oldestFirst } from './oldest-first';

describe('picked runs', () => {
  it('stand by their begin: an imported run of the past has a higher id', () => {
    const known = [makeRunSummary({ id: 41, startedAtMs: T0 }), makeRunSummary({ id: 90, startedAtMs: T0 - 1000 })];
    expect(oldestFirst([41, 90], known)).toEqual([90, 41]);
  });

  it('stand before the known ones where nothing is known of them', () => {
    expect(oldestFirst([41, 7, 5], [makeRunSummary({ id: 41 })])).toEqual([5, 7, 41]);
  });
});
