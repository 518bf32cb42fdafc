import { isNear, readFloat } from './floats.ts';

/** Flags of the package format's default output validator. */
export interface CompareFlags {
  readonly caseSensitive: boolean;
  readonly spaceChangeSensitive: boolean;
  /** Absent: numbers are compared as text. */
  readonly floatAbsolute?: number;
  readonly floatRelative?: number;
}

/** Whether an output matches the answer; if not, where and why. */
export type Comparison = { readonly same: true } | { readonly same: false; readonly feedback: string };

/** A validator argument that the default output validator does not know, or a tolerance that is no number. */
export class CompareFlagError extends Error {
  override readonly name = 'CompareFlagError';
}

/** Reads the default output validator's arguments. Throws CompareFlagError on one that it does not know. */
export function readCompareFlags(args: readonly string[]): CompareFlags {
  let flags: CompareFlags = { caseSensitive: false, spaceChangeSensitive: false };
  for (let i = 0; i < args.length; i++) {
    const flag = args[i] as string;
    if (flag === 'case_sensitive') flags = { ...flags, caseSensitive: true };
    else if (flag === 'space_change_sensitive') flags = { ...flags, spaceChangeSensitive: true };
    else if (/^float_(?:absolute_|relative_)?tolerance$/.test(flag)) {
      const value = Number(args[++i]);
      if (args[i] === undefined || args[i] === '' || !(value >= 0))
        throw new CompareFlagError(
          `${flag} wants a number that is not negative, not ${JSON.stringify(args[i] ?? '')}`,
        );
      if (flag !== 'float_relative_tolerance') flags = { ...flags, floatAbsolute: value };
      if (flag !== 'float_absolute_tolerance') flags = { ...flags, floatRelative: value };
    } else throw new CompareFlagError(`the default output validator has no flag ${JSON.stringify(flag)}`);
  }
  return flags;
}

const isSpace = (byte: number) => byte === 32 || (byte >= 9 && byte <= 13);
const fold = (byte: number) => (byte >= 65 && byte <= 90 ? byte + 32 : byte);
const LONGEST_NUMBER = 400;
const latin1 = new TextDecoder('latin1');

/** A token's bytes for feedback: short, printable. */
function show(bytes: Uint8Array, from: number, to: number): string {
  if (from >= to) return 'the end of the output';
  const text = new TextDecoder().decode(bytes.subarray(from, Math.min(to, from + 40)));
  return JSON.stringify(text.replace(/\p{Cc}/gu, '?')) + (to - from > 40 ? '...' : '');
}

/**
 * Compares as the package format's default output validator does: token by token, case-insensitive unless told
 * otherwise; with a float tolerance, a token of the answer that is a number accepts every number within it.
 *
 * `cut` says that only the output's beginning is here: then running out of output is no difference, and `same` means
 * "as far as it goes". Works in place: no token lists, whatever the size.
 */
export function compareOutputs(
  output: Uint8Array,
  answer: Uint8Array,
  flags: CompareFlags,
  cut = false,
): Comparison {
  let o = 0;
  let a = 0;
  let token = 0;
  for (;;) {
    const spaceO = o;
    const spaceA = a;
    while (o < output.length && isSpace(output[o] as number)) o++;
    while (a < answer.length && isSpace(answer[a] as number)) a++;
    if (cut && o === output.length) return { same: true };
    if (flags.spaceChangeSensitive && !sameBytes(output, spaceO, o, answer, spaceA, a, true))
      return { same: false, feedback: `whitespace differs after token ${token}` };
    const fromO = o;
    const fromA = a;
    while (o < output.length && !isSpace(output[o] as number)) o++;
    while (a < answer.length && !isSpace(answer[a] as number)) a++;
    if (cut && o === output.length) return { same: true }; // the last token may go on
    if (fromO === o && fromA === a) return { same: true };
    token++;
    if (sameBytes(output, fromO, o, answer, fromA, a, flags.caseSensitive)) continue;
    if (sameNumber(output, fromO, o, answer, fromA, a, flags)) continue;
    return { same: false, feedback: `token ${token}: got ${show(output, fromO, o)}, expected another` };
  }
}

function sameBytes(
  x: Uint8Array,
  fromX: number,
  toX: number,
  y: Uint8Array,
  fromY: number,
  toY: number,
  caseSensitive: boolean,
): boolean {
  if (toX - fromX !== toY - fromY) return false;
  for (let i = 0; i < toX - fromX; i++) {
    const byteX = x[fromX + i] as number;
    const byteY = y[fromY + i] as number;
    if (byteX !== byteY && (caseSensitive || fold(byteX) !== fold(byteY))) return false;
  }
  return true;
}

function sameNumber(
  x: Uint8Array,
  fromX: number,
  toX: number,
  y: Uint8Array,
  fromY: number,
  toY: number,
  { floatAbsolute, floatRelative }: CompareFlags,
): boolean {
  if (floatAbsolute === undefined && floatRelative === undefined) return false;
  if (toX - fromX > LONGEST_NUMBER || toY - fromY > LONGEST_NUMBER) return false;
  const got = readFloat(latin1.decode(x.subarray(fromX, toX)));
  const wanted = readFloat(latin1.decode(y.subarray(fromY, toY)));
  if (got === undefined || wanted === undefined) return false;
  return isNear(got, wanted, { absolute: floatAbsolute, relative: floatRelative });
}
