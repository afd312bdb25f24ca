/** In place of a number: something else stands in the cell. */
export const NOT_WHOLE = -1;
/** An empty cell is "no data", as a missing column is. */
export const EMPTY = -2;

/** Where the numbers of a row stand among its figures. */
export const FIGURE = {
  START: 0,
  ELAPSED: 1,
  RECEIVED_BYTES: 2,
  SENT_BYTES: 3,
  ACTIVE_THREADS: 4,
  LATENCY: 5,
  CONNECT: 6,
  IDLE: 7,
  SAMPLE_COUNT: 8,
  ERROR_COUNT: 9,
} as const;
/** So many numbers has each row. */
export const FIGURES = 10;

/**
 * Epoch milliseconds have 13 digits from 2001 to 2286. A row whose front was cut off (a disk that was full for a while)
 * may start with the rest of a time stamp and look complete otherwise; it must not move the run's start to 1970.
 */
export const TIME_STAMP_DIGITS = 13;
