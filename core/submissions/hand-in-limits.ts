/** Largest source, or all files of one together, bytes of UTF-8; a problem may allow less. */
export const MAX_SOURCE_BYTES = 128 * 1024;
/** Largest input of a participant's own that a trial runs on, bytes of UTF-8: with the largest source it fits a row. */
export const MAX_INPUT_BYTES = 64 * 1024;
/** Most files of one submission. */
export const MAX_FILES = 20;
