/** Makes identifiers that sort by the time they were made (ULID); clock and randomness are its maker's. */
export interface IdSource {
  /** A new lower-case ULID, 26 characters. */
  next(): string;
}

/** Matches a lower-case ULID, the form of every identifier that Assize makes itself. */
export const ULID_PATTERN = /^[0-9a-hjkmnp-tv-z]{26}$/;

/** The digits of a ULID, by their value. */
export const ULID_DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

/** The part of a ULID that tells its time, 10 characters: sorts before every id made at `ms` (since the epoch) or later. */
export function timePartOf(ms: number): string {
  let rest = Math.max(0, Math.floor(ms));
  let part = '';
  for (let digit = 0; digit < 10; digit++) {
    part = ULID_DIGITS[rest % 32] + part;
    rest = Math.floor(rest / 32);
  }
  return part;
}

/** When a ULID was made, ms since the epoch: what its first 10 characters say. */
export function timeOf(id: string): number {
  return [...id.slice(0, 10)].reduce((ms, digit) => ms * 32 + Math.max(0, ULID_DIGITS.indexOf(digit)), 0);
}
