import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { newestFirst, readSemantic, type DatedVersion } from './version-order.ts';

let counter = 0;
const version = (name: string, releaseDateMs: number | null, createdAtMs = 0): DatedVersion => ({
  id: ++counter,
  version: name,
  releaseDateMs,
  createdAtMs,
});
const names = (versions: DatedVersion[]) => newestFirst(versions).map((item) => item.version);

describe('versions, newest first', () => {
  it('are in the order of semantic versioning, whenever they were released', () => {
    // The order of the pre-releases is the example of semver.org, §11.4.
    const ascending = [
      ...['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11'],
      ...['1.0.0-rc.1', '1.0', '14.9.3', '14.10.0', 'v15.0', '2024.01', '2024.02.1', '2024.10'],
    ];
    const released = ascending.map((name, index) => version(name, index % 3));
    expect(names(released)).toEqual([...ascending].reverse());
  });

  it('that are not semantic are by release date, else by when they were made known, else as they were made', () => {
    const spring = version('spring', null, 50);
    const items = [spring, version('summer', 60, 10), version('winter', 40, 90), version('easter', null, 50)];
    expect(names(items)).toEqual(['summer', 'easter', 'spring', 'winter']);
  });

  it('of both kinds stand by date among each other', () => {
    expect(names([version('1.0', 10), version('spring', 20), version('2.0', 30), version('autumn', 40)])).toEqual([
      'autumn',
      '2.0',
      'spring',
      '1.0',
    ]);
  });

  it('that contradict their dates do not go in a circle', () => {
    // 2.0 > 1.9 by name; 1.9 > spring > 2.0 by date. 2.0 counts as released no earlier than 1.9.
    expect(names([version('1.9', 30), version('spring', 20), version('2.0', 10)])).toEqual(['2.0', '1.9', 'spring']);
  });

  const anyName = fc.oneof(
    fc.tuple(fc.nat(2), fc.nat(12)).map((parts) => parts.join('.')),
    fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)).map((parts) => `v${parts.join('.')}-rc.1`),
    fc.constantFrom('spring', 'summer', '1.2.3.4', '7', 'x')
  );
  const anyDate = fc.option(fc.nat(5), { nil: null });
  const anyVersions = fc
    .array(fc.record({ version: anyName, releaseDateMs: anyDate, createdAtMs: fc.nat(5) }), { maxLength: 9 })
    .map((items) => items.map((item, index) => ({ ...item, id: index + 1 })));

  it('are in one order, however they are given: antisymmetric, transitive and total', () => {
    fc.assert(
      fc.property(
        anyVersions.chain((items) =>
          fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length }))
        ),
        ([items, shuffled]) => {
          expect(newestFirst(shuffled)).toEqual(newestFirst(items));
          expect(newestFirst(items)).toHaveLength(items.length);
        }
      )
    );
  });

  it('keep the semantic ones in their order and the others in theirs, whatever else is there', () => {
    fc.assert(
      fc.property(anyVersions, (items) => {
        const isSemantic = (item: DatedVersion) => readSemantic(item.version) !== null;
        const isOther = (item: DatedVersion) => !isSemantic(item);
        expect(newestFirst(items).filter(isSemantic)).toEqual(newestFirst(items.filter(isSemantic)));
        expect(newestFirst(items).filter(isOther)).toEqual(newestFirst(items.filter(isOther)));
        const majors = newestFirst(items).flatMap((item) => readSemantic(item.version)?.major ?? []);
        expect(majors).toEqual([...majors].sort((a, b) => b - a));
      })
    );
  });
});

describe('a semantic version', () => {
  it.each(['1.2', '1.2.3', 'v1.2.3', '1.2.3-rc.1', '1.2-rc1', '1.2.3+build.5', '2024.01'])('is %s', (name) => {
    expect(readSemantic(name)).not.toBeNull();
  });

  it.each(['7', '1.2.3.4', 'release-1.2', 'spring', '1.2.x', '1..2', '1.2 ', '99999999999999999.1', '1.2.3-'])(
    'is not %j',
    (name) => {
      expect(readSemantic(name)).toBeNull();
    }
  );
});
