const UNIT_SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90` = 90 minutes, `45s`, `60 m`, `1h 30m`; undefined = not a duration. */
export function parseDurationText(text: string): number | undefined {
  const compact = text.trim().toLowerCase().replaceAll(/\s+/g, '');
  if (/^\d+$/.test(compact)) {
    return Number(compact) * 60;
  }
  if (!/^(\d+[smhd])+$/.test(compact)) {
    return undefined;
  }
  const parts = [...compact.matchAll(/(\d+)([smhd])/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_SECONDS[unit ?? 's'] ?? 1), 0);
}

/** The same back: `60 m`, `1 h 30 m`, `45 s`; minutes stay minutes up to two hours, as test durations are spoken of. */
export function toDurationText(seconds: number): string {
  if (seconds > 0 && seconds <= 7200 && seconds % 60 === 0) {
    return `${seconds / 60} m`;
  }
  const parts: Array<[number, string]> = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ];
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return shown.join(' ') || '0 s';
}
