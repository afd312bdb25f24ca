/** Names of Grafana's palette, for things side by side; told apart by more than hue alone: each differs in lightness. */
const COLORS = [
  'blue',
  'orange',
  'green',
  'purple',
  'dark-yellow',
  'light-blue',
  'dark-red',
  'light-green',
  'dark-purple',
  'light-orange',
] as const;

export function colorAt(index: number): string {
  return COLORS[index % COLORS.length] ?? 'blue';
}
