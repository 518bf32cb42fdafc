import { ULID_DIGITS } from './ids.ts';

/** Digits of a join code: 40 bits of Crockford's base 32. */
const LENGTH = 8;
/** A join code as it is kept: without the dash, in capitals. */
export const JOIN_CODE_PATTERN = /^[0-9A-HJKMNP-TV-Z]{8}$/;

/** How people may join a session by themselves. */
export interface Joining {
  /** As {@link foldJoinCode} writes it. */
  readonly code: string;
  /** Most people on the roster by joining; absent: as many as the stage allows. */
  readonly seats?: number;
}

/** The form in which codes are compared and kept: without spaces and dashes, and with O, I and L as the digits that they were read from. */
export function foldJoinCode(text: string): string {
  return text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

/** A code as people read it: `ABCD-EFGH`. */
export function formatJoinCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

/** A new code. @param drawBytes as many bytes as are asked for that nobody can guess */
export function drawJoinCode(drawBytes: (count: number) => Uint8Array): string {
  // A byte has a multiple of 32 values: each digit is as likely as another.
  return [...drawBytes(LENGTH)].map((byte) => ULID_DIGITS[byte % 32]?.toUpperCase()).join('');
}
