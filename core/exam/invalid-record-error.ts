/**
 * Thrown by a store for a row that is there and is not what its kind says. The message names table, key and each field,
 * and no value: some are secrets.
 */
export class InvalidRecordError extends Error {
  override readonly name = 'InvalidRecordError';
}
