/** Cells of one column of a sheet, with what stands in them. */
export interface CellColumn {
  sheetName: string;
  column: number;
  firstRow: number;
  values: ReadonlyArray<number | string | null>;
}

export interface ChartLine {
  name: string;
  /** RGB, without #. */
  color: string;
  /** Lines differ also in black and white. */
  dash?: 'solid' | 'dash' | 'sysDash';
  cells: CellColumn;
}

/** A chart of a spreadsheet, which shows cells and follows them. */
export interface ChartSpec {
  kind: 'line' | 'column';
  title: string;
  valueTitle: string;
  /** `''`: names speak for themselves. */
  categoryTitle: string;
  /** How values and categories are written along the axes, as a cell's format. */
  valueFormat: string;
  categoryFormat: string;
  categories: CellColumn;
  series: readonly ChartLine[];
  /** Else a chart follows the filter of its table. */
  showsHiddenCells?: boolean;
}

/** Counted from 0: the corner where it begins, and the one where it ends. */
export interface ChartPlace {
  sheetName: string;
  from: { column: number; row: number };
  to: { column: number; row: number };
}

export interface PlacedChart {
  chart: ChartSpec;
  place: ChartPlace;
}
