/** Makes identifiers that sort by the time they were made (ULID); clock and randomness are its maker's. */
export interface IdSource {
  /** A new lower-case ULID, 26 characters. */
  next(): string;
}

/** Matches a lower-case ULID, the form of every identifier that Assize makes itself. */
export const ULID_PATTERN = /^[0-9a-hjkmnp-tv-z]{26}$/;
