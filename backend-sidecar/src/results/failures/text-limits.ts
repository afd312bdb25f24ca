/** What is kept of a text, in UTF-8. */
export const KEPT_TEXT_BYTES = 64 * 1024;
/** Read beyond that, so that a secret which crosses the end is whole when it is looked for. */
export const MARGIN_BYTES = 4 * 1024;
