const OLDEST: readonly [number, number] = [5, 4];
export const OLDEST_VERSION = OLDEST.join('.');

/** The banner ends its last line of art with the version, e.g. `\_/   5.6.3`. */
export function parseVersion(banner: string): string | null {
  return /\s(\d+\.\d+(?:\.\d+)?)\s*$/m.exec(banner)?.[1] ?? null;
}

export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}
