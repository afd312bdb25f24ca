import { compare, parse, type SemVer } from 'semver';

export interface DatedVersion {
  id: number;
  version: string;
  releaseDateMs: number | null;
  createdAtMs: number;
}

/** When it was released, or else made known; of one moment the one made later is the newer one. */
type Moment = readonly [atMs: number, id: number];

interface Placed<T> {
  item: T;
  moment: Moment;
  /** Place among the semantic versions, the oldest is 0; null for the others. */
  step: number | null;
}

/**
 * All versions, newest first: semantic versions among themselves by semantic versioning, the others by release date
 * (else the date on which they were made known), and one of the others among the semantic ones by date, too.
 *
 * "By semantic version where both have one, else by date" would be no order: with 2.0 released before 1.9, and `spring`
 * between them, each would be newer than the next. So a semantic version counts as released no earlier than every
 * lower one; then all have one moment each, in which both rules hold. The order is one of the whole set: adding a
 * version may move another one, but never two semantic ones, nor two of the others.
 */
export function newestFirst<T extends DatedVersion>(versions: readonly T[]): T[] {
  return [...placeSemantic(versions), ...placeOthers(versions)]
    .sort((a, b) => compareMoments(b.moment, a.moment) || (b.step ?? 0) - (a.step ?? 0))
    .map(({ item }) => item);
}

function placeSemantic<T extends DatedVersion>(versions: readonly T[]): Array<Placed<T>> {
  let latest: Moment = [-Infinity, 0];
  return versions
    .flatMap((item) => {
      const semantic = readSemantic(item.version);
      return semantic === null ? [] : [{ item, semantic, moment: momentOf(item) }];
    })
    .sort((a, b) => compare(a.semantic, b.semantic) || compareMoments(a.moment, b.moment))
    .map(({ item, moment }, step) => {
      latest = compareMoments(moment, latest) > 0 ? moment : latest;
      return { item, moment: latest, step };
    });
}

function placeOthers<T extends DatedVersion>(versions: readonly T[]): Array<Placed<T>> {
  return versions
    .filter((item) => readSemantic(item.version) === null)
    .map((item) => ({ item, moment: momentOf(item), step: null }));
}

function momentOf({ id, releaseDateMs, createdAtMs }: DatedVersion): Moment {
  return [releaseDateMs ?? createdAtMs, id];
}

function compareMoments(a: Moment, b: Moment): number {
  return Math.sign(a[0] - b[0]) || a[1] - b[1];
}

/** `x.y` or `x.y.z`, perhaps with a `v` before and a pre-release or build behind it; leading zeros as in 2024.01. */
const SEMANTIC = /^v?(\d{1,15})\.(\d{1,15})(?:\.(\d{1,15}))?(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** `null`: not a semantic version; its name says nothing about its place. */
export function readSemantic(version: string): SemVer | null {
  const parts = SEMANTIC.exec(version);
  if (parts === null) {
    return null;
  }
  const [, major, minor, patch = '0', prerelease = '', build = ''] = parts;
  const numbers = [major, minor, patch].map(Number).join('.');
  return parse(`${numbers}${prerelease}${build}`, { loose: true });
}
