/**
 * What the supervisor tells of a program's conversation with an interactor, beside the program's own frame
 * (supervisor/src/interact.c and converse.c).
 */

/** Why the interactor's run ended: as the program's, and `K`: it was ended, since the program had failed. */
export type InteractorCause = '-' | 'C' | 'W' | 'M' | 'K';

/** A conversation, as the supervisor saw it. */
export interface Conversation {
  /** Who ended first, by itself. */
  readonly first: 'program' | 'interactor' | 'nobody';
  readonly cause: InteractorCause;
  readonly exitCode: number;
  readonly signal: number;
  readonly cpuUs: number;
  readonly peakKiB: number;
  /** The wall limit passed while the interactor had something to read, and the program had not. */
  readonly stuck: boolean;
  /** How often the program was run. */
  readonly passes: number;
  /** The interactor left an input for one more pass, which was not begun. */
  readonly asksAgain: boolean;
  /** The beginnings of `judgemessage.txt` and `score.txt`, and of what the interactor said on stderr. */
  readonly message: Uint8Array;
  readonly score: Uint8Array;
  readonly stderr: Uint8Array;
  /** Bytes that both sides said, also beyond what is told. */
  readonly bytes: number;
  /** What was said, in order; the last may be cut. */
  readonly turns: readonly Turn[];
}

/** What one side said before the other said anything more; `nobody`: another pass begins. */
export interface Turn {
  readonly by: 'program' | 'interactor' | 'nobody';
  readonly text: Uint8Array;
}

const LINE =
  /^I ([1-9]\d{0,4}) ([PI-]) ([-CWMK]) (\d{1,3}) (\d{1,3}) (\d{1,15}) (\d{1,15}) ([01]) (\d{1,4}) ([01]) (\d{1,4}) (\d{1,2}) (\d{1,4}) (\d{1,15}) (\d{1,10})$/;
const FIRST = { P: 'program', I: 'interactor', '-': 'nobody' } as const;
const SPEAKER = { P: 'program', I: 'interactor', N: 'nobody' } as const;
const RECORD_HEADER = 9;

/** Reads the line of a test case's conversation and the parts that begin at `at`; `null`: it is not as the supervisor writes it. */
export function readConversation(
  line: string,
  bytes: Uint8Array,
  at: number,
  number: number,
): { readonly value: Conversation; readonly next: number } | null {
  const match = LINE.exec(line);
  if (match === null || Number(match[1]) !== number) return null;
  const count = (index: number) => Number(match[index]);
  const scoreAt = at + count(11);
  const stderrAt = scoreAt + count(12);
  const turnsAt = stderrAt + count(13);
  const next = turnsAt + count(15);
  if (next > bytes.length) return null;
  const turns = readTurns(bytes.subarray(turnsAt, next));
  if (turns === null) return null;
  const part = (from: number, to: number) => new Uint8Array(bytes.subarray(from, to));
  return {
    next,
    value: {
      first: FIRST[match[2] as keyof typeof FIRST],
      cause: match[3] as InteractorCause,
      exitCode: count(4),
      signal: count(5),
      cpuUs: count(6),
      peakKiB: count(7),
      stuck: match[8] === '1',
      passes: count(9),
      asksAgain: match[10] === '1',
      message: part(at, scoreAt),
      score: part(scoreAt, stderrAt),
      stderr: part(stderrAt, turnsAt),
      bytes: count(14),
      turns,
    },
  };
}

/** Records are a letter, eight digits and so many bytes, one after the other up to the end. */
function readTurns(bytes: Uint8Array): Turn[] | null {
  const turns: Turn[] = [];
  for (let at = 0; at < bytes.length; ) {
    const header = /^([PIN])(\d{8})$/.exec(
      new TextDecoder('latin1').decode(bytes.subarray(at, at + RECORD_HEADER)),
    );
    if (header === null) return null;
    const end = at + RECORD_HEADER + Number(header[2]);
    if (end > bytes.length) return null;
    turns.push({
      by: SPEAKER[header[1] as keyof typeof SPEAKER],
      text: new Uint8Array(bytes.subarray(at + RECORD_HEADER, end)),
    });
    at = end;
  }
  return turns;
}
