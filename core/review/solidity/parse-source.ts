import { parse } from '@solidity-parser/parser';
import type { Gap } from '../detector.ts';
import type { Finding } from '../finding.ts';
import { blank, cutSource, MAX_TOKENS, weigh } from './cut-source.ts';
import { findUnreadable } from './find-unreadable.ts';
import { mendTree } from './mend-tree.ts';
import { PredictionMemory } from './prediction-memory.ts';
import { found } from './report.ts';
import type { SourceUnit } from './tree.ts';

/** Most errors of syntax that are told; each costs a further look at the source. */
const MAX_ERRORS = 5;
/** Sources from this length on are not parsed again for a further error. */
const MAX_PARSED_AGAIN = 64 * 1024;
/** How much a source with errors may have read again in all, by weight: what is few and deep takes as long as what is much. */
const MAX_READ_AGAIN = 3 * MAX_TOKENS;

/** What was predicted for sources before: 8 MB at most. The first contract of 500 lines takes some hundred places, one like those before it none. */
const PREDICTIONS = new PredictionMemory(50_000);

/** `onParser` is an option of bundles, which the build adds. */
const TOLERANT = { tolerant: true, onParser: PREDICTIONS.serve };
const WITH_PLACES = { ...TOLERANT, loc: true, range: true };

interface SyntaxError {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

interface Parsed {
  readonly unit: SourceUnit;
  readonly errors: readonly SyntaxError[];
}

const NOTHING: SourceUnit = { type: 'SourceUnit', children: [] };

function parseOnce(text: string): Parsed & { readonly tooDeep: boolean } {
  try {
    const unit = parse(text, WITH_PLACES);
    return { unit, errors: (unit.errors ?? []) as SyntaxError[], tooDeep: false };
  } catch (error) {
    // The parser's own code stumbles over some broken trees even when it is told to be tolerant.
    return {
      unit: NOTHING,
      errors: [{ message: 'cannot be read', line: 1, column: 0 }],
      tooDeep: error instanceof RangeError,
    };
  }
}

/** Whether the parser makes a tree of it, with errors or without. */
function canBeRead(text: string): boolean {
  try {
    parse(text, TOLERANT);
    return true;
  } catch {
    return false;
  }
}

/** Where the first sign of a part stands. */
function placeOf(text: string, from: number, to: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, from + Math.max(0, text.slice(from, to).search(/\S/))).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** The statement around a place: from behind the `;`, `{` or `}` before it to the next one. */
function statementAround(text: string, line: number, column: number): [number, number] {
  let at = 0;
  for (let each = 1; each < line; each++) {
    const next = text.indexOf('\n', at);
    if (next < 0) break;
    at = next + 1;
  }
  at = Math.min(at + column, text.length);
  let from = at;
  while (from > 0 && !';{}'.includes(text[from - 1]!)) from -= 1;
  let to = at;
  while (to < text.length && !';{}'.includes(text[to]!)) to += 1;
  return [from, text[to] === ';' ? to + 1 : to];
}

/** What a source reads as, with what could not be read: an error costs the statement around it. */
export function parseSource(source: string): {
  readonly unit: SourceUnit;
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
} {
  // A mark of the order of bytes is a sign to the parser.
  const cut = cutSource(source.replace(/^\ufeff/, ' '));
  const lines = source.split('\n').length;
  const findings: Finding[] = [];
  const gaps = [...cut.gaps];
  let { text } = cut;
  let best = parseOnce(text);
  let read = 0;
  const mayRead = (part: string) => {
    read += weigh(part);
    return read <= MAX_READ_AGAIN;
  };
  if (best.unit === NOTHING && !best.tooDeep && source.length <= MAX_PARSED_AGAIN) {
    const broken = findUnreadable(text, canBeRead, mayRead);
    for (const [from, to] of broken.slice(0, MAX_ERRORS))
      findings.push({ ...unreadable('this is not Solidity'), ...placeOf(text, from, to) });
    if (broken.length > 0) {
      text = broken.reduce((left, [from, to]) => blank(left, from, to), text);
      best = parseOnce(text);
    }
  }
  let current = best;
  if (best.tooDeep) gaps.push({ what: 'the whole source', why: 'It is nested too deep to be read.' });
  while (current.errors.length > 0 && findings.length < MAX_ERRORS && !best.tooDeep) {
    const [{ message, line, column }] = current.errors as [SyntaxError];
    const at = Math.min(Math.max(line, 1), lines);
    findings.push({ ...unreadable(shorten(message)), line: at, column: column + 1 });
    const [from, to] = statementAround(text, at, column);
    const next = blank(text, from, to);
    if (next === text || source.length > MAX_PARSED_AGAIN || !mayRead(next)) break;
    text = next;
    current = parseOnce(text);
    if (current.errors.length < best.errors.length || best.unit === NOTHING) best = current;
  }
  if (best.errors.length > 0)
    gaps.push({ what: 'what stands around an error of syntax', why: 'It could not be read whole.' });
  return { unit: mendTree(best.unit), findings, gaps };
}

function unreadable(why: string): Finding {
  return found(
    'solidity/syntax-error',
    { type: 'SourceUnit' },
    'high',
    `Solidity cannot be read here: ${why}.`,
  );
}

/** The parser's words without its list of all that might have stood there. */
function shorten(message: string): string {
  const short = message.replace(/ expecting \{.*$/s, '').replace(/\s+/g, ' ');
  // Half of a character, which a source may hold, is none that could be stored.
  return (short.length > 160 ? `${short.slice(0, 157)}...` : short).toWellFormed();
}
