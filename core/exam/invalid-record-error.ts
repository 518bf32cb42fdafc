/**
 * Thrown by a store for a row or a document that is there and is not what its kind says. The message names where it is
 * and each field, and no value: some are secrets.
 */
export class InvalidRecordError extends Error {
  override readonly name = 'InvalidRecordError';
}
