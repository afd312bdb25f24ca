/**
 * Colours of charts outside of Grafana, RGB without #: those that the pages use, as Grafana's light theme has them. They
 * differ in lightness, and names or dashes stand beside them.
 */
export const SERIES_COLORS = [
  '3274D9', // blue
  'FF780A', // orange
  '56A64B', // green
  'A352CC', // purple
  'CC9D00', // dark yellow
  '5794F2', // light blue
  'AD0317', // dark red
  '73BF69', // light green
] as const;

/** What is the same everywhere has the same colour everywhere. */
export const FIGURE_COLORS = {
  p50: '56A64B',
  p90: '3274D9',
  p95: 'A352CC',
  samples: '3274D9',
  errors: 'E02F44',
} as const;
