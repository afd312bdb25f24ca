export interface ChartTheme {
  readonly page: string;
  readonly text: string;
  readonly quiet: string;
  readonly grid: string;
  /** In the hues of the pages, `SERIES_COLORS`, as dark or light as their background needs. */
  readonly series: readonly string[];
}

/** Told apart by people who see colours otherwise, and on white paper; the dashes tell them apart without any colour. */
export const CHART_THEMES: Readonly<Record<'light' | 'dark', ChartTheme>> = {
  light: {
    ...{ page: '#ffffff', text: '#1d232f', quiet: '#5a6472', grid: '#dfe3e8' },
    series: ['#1f5fbf', '#c04a00', '#5b7a2b', '#8d4bab', '#7a5c00', '#00767f', '#a3195b', '#5a6472'],
  },
  dark: {
    ...{ page: '#1a1c23', text: '#d9dde4', quiet: '#9aa3b0', grid: '#30343d' },
    series: ['#7fb0ff', '#ff9e5e', '#a9cf6b', '#d3a0ee', '#e3c35a', '#5fd0d8', '#ff8fc0', '#b6bec9'],
  },
};

/** Of the same order as the colours. */
export const DASHES: readonly string[] = ['', '8 4', '2 4', '10 3 2 3', '', '8 4', '2 4', '10 3 2 3'];

export const MOST_SERIES = 8;
