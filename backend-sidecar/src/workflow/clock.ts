/** The time, as an argument: tests set it. */
export type Clock = () => number;
