import { type Conversation, readConversation } from './interactive/conversation.ts';
import type { Architecture } from './supervisors.ts';

/**
 * The words between the service and the supervisor. Down: a header and the inputs, on stdin. Up: frames, on stdout.
 * docs/engine.md tells both; supervisor/src/input.c and main.c are the other end.
 */

/**
 * How the supervisor uses the command: as a process for each test case; as a driver that answers test cases one after
 * the other; as one that forks a process for each, which answers, or which is a whole program with stdin and stdout; as a
 * process for each that talks with an interactor.
 */
export type ServeMode = 'process-each' | 'answer' | 'fork-answer' | 'fork-stdio' | 'answer-once' | 'interact';

const MODES: readonly ServeMode[] = [
  'process-each',
  'answer',
  'fork-answer',
  'fork-stdio',
  'answer-once',
  'interact',
];

/** What a batch in mode `interact` asks for beside. Times in ms. */
export interface InteractorHeader {
  readonly cpuMs: number;
  /** From the program's end. */
  readonly wallMs: number;
  readonly memoryKiB: number;
  /** Of each conversation, what is told of it. */
  readonly transcriptBytes: number;
  /** The code with which an interactor accepts. */
  readonly acceptedCode: number;
  /** How often the program runs at most, each time with the limits of a test case. */
  readonly passes: number;
  /** The program reads the input, not what the interactor says. */
  readonly listens: boolean;
}

/** What one batch asks of the supervisor. Times in ms. */
export interface BatchHeader {
  /** 32 hex digits that no program of a participant can know. */
  readonly nonce: string;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Peak resident memory of a run, runtime included. */
  readonly memoryKiB: number;
  /** RLIMIT_DATA: a net below the sampled limit. */
  readonly dataKiB: number;
  readonly stackKiB: number;
  readonly outputBytes: number;
  readonly processes: number;
  /** Budgets of the whole batch. */
  readonly totalCpuMs: number;
  readonly totalWallMs: number;
  readonly totalOutputBytes: number;
  /** End after the first run that did not end well; wrong answers are not known in there. */
  readonly stopAtFailure: boolean;
  readonly mode: ServeMode;
  /** What a frame keeps of an output begins at this byte; above 0, digests are always told. Default 0. */
  readonly outputFrom?: number;
  /** Exactly in mode `interact`. */
  readonly interactor?: InteractorHeader;
}

const utf8 = new TextEncoder();
const ascii = new TextDecoder('latin1');

/** The bytes that the supervisor reads on stdin. */
export function writeBatchInput(header: BatchHeader, inputs: readonly Uint8Array[]): Uint8Array {
  const numbers = [
    header.cpuMs, header.wallMs, header.memoryKiB, header.dataKiB, header.stackKiB, header.outputBytes,
    header.processes, header.totalCpuMs, header.totalWallMs, header.totalOutputBytes, header.stopAtFailure ? 1 : 0,
    MODES.indexOf(header.mode), header.outputFrom ?? 0,
  ].map((number) => Math.max(0, Math.floor(number))); // biome-ignore format: the protocol's order
  const { interactor: beside } = header;
  const third =
    beside === undefined
      ? ''
      : `${[beside.cpuMs, beside.wallMs, beside.memoryKiB, beside.transcriptBytes, beside.acceptedCode, beside.passes, Number(beside.listens)].map(Math.floor).join(' ')}\n`;
  const head = utf8.encode(
    `ASSIZE 1 ${header.nonce} ${inputs.length}\n${numbers.join(' ')}\n${third}${inputs.map((input) => `${input.length}\n`).join('')}`,
  );
  const whole = new Uint8Array(inputs.reduce((size, input) => size + input.length, head.length));
  whole.set(head);
  let at = head.length;
  for (const input of inputs) {
    whole.set(input, at);
    at += input.length;
  }
  return whole;
}

/**
 * Why a run ended, in the supervisor's words: `-` by itself, `C` CPU limit, `W` wall limit, `M` memory limit, `O`
 * output limit, `B` the batch's budget (says nothing about the program), `I` the interactor was done with it, `X` it
 * could not be started, `J` the supervisor could not run it.
 */
export type Cause = '-' | 'C' | 'W' | 'M' | 'O' | 'B' | 'I' | 'X' | 'J';

/** Digests of a whole output that was cut: of its bytes, its tokens, its tokens in lower case. SHA-256, hex. */
export interface OutputDigests {
  readonly exact: string;
  readonly tokens: string;
  readonly folded: string;
}

/** One run, as the supervisor saw it. */
export interface Frame {
  /** 1, 2, ... in the order of the inputs. */
  readonly number: number;
  readonly cause: Cause;
  readonly exitCode: number;
  readonly signal: number;
  /** errno of causes X and J. */
  readonly error: number;
  readonly cpuUs: number;
  readonly wallUs: number;
  readonly peakKiB: number;
  readonly outputBytes: number;
  /** The output from `outputFrom` on, or its beginning when it had to be cut. */
  readonly output: Uint8Array;
  readonly stderrBytes: number;
  /** Its beginning, of this many bytes, and its end. */
  readonly stderr: Uint8Array;
  readonly stderrHeadBytes: number;
  /** Processes that the program left behind, killed. */
  readonly strays: number;
  readonly oomKilled: boolean;
  /** The program had changed prog/, which was put back. */
  readonly tampered: boolean;
  /** Present when the output is not here whole. */
  readonly digests?: OutputDigests;
  /** In mode `interact`. */
  readonly conversation?: Conversation;
}

/** All that a batch said. */
export interface BatchOutput {
  /** Whether the supervisor started at all. */
  readonly begun: boolean;
  /** Whether it owned its PID namespace and had seccomp: what keeps programs off it. */
  readonly ownNamespace: boolean;
  readonly seccomp: boolean;
  /** The machine's, once it has begun. */
  readonly architecture?: Architecture;
  /** Frames in order, each whole and in its place; what follows a fault is dropped. */
  readonly frames: readonly Frame[];
  /** Present when the batch ended as the protocol says. */
  readonly end?: { readonly cpuUs: number; readonly ownCpuUs: number; readonly wallUs: number };
  /** What was wrong with the bytes after the last good frame; absent when nothing was. */
  readonly fault?: string;
  /** Present when it was more than that they broke off: something stood there that this supervisor does not write. */
  readonly forged?: true;
}

/** What a note on a result begins with that tells of such a batch; and of one that broke off. */
export const FORGED_OUTPUT = 'something else than the supervisor wrote into its output: ';
export const CUT_OUTPUT = "the supervisor's output broke off: ";

const FRAME =
  /^([1-9]\d{0,4}) ([-CWMOBIXJ]) (\d{1,3}) (\d{1,3}) (\d{1,3}) (\d{1,15}) (\d{1,15}) (\d{1,15}) (\d{1,15}) (\d{1,10}) (\d{1,15}) (\d{1,4}) (\d{1,4}) (\d{1,7}) ([01]) ([01]) (-|[0-9a-f]{64}) (-|[0-9a-f]{64}) (-|[0-9a-f]{64})$/;
const LONGEST_LINE = 512;

/**
 * Reads a batch's stdout. Nothing is searched for: every byte is accounted for by the lengths of the frame before it,
 * so nothing that a program prints can be taken for a frame. Bytes before the first frame, a wrong nonce, a number out
 * of order, a length past the end, a byte after END: each is a fault, and only the frames before it count.
 *
 * @param interactive whether each frame is followed by its conversation
 */
export function parseBatchOutput(
  bytes: Uint8Array,
  nonce: string,
  count: number,
  interactive = false,
): BatchOutput {
  let at = 0;
  let fault: string | undefined;
  let forged = false;
  let begun = false;
  let ownNamespace = false;
  let seccomp = false;
  let architecture: Architecture | undefined;
  let end: BatchOutput['end'];
  const frames: Frame[] = [];

  /** The text after `\n@nonce ` up to the next newline; null is a fault. */
  const readLine = (): string | null => {
    const prefix = `\n@${nonce} `;
    const stop = bytes.indexOf(10, at + 1);
    if (stop < 0 || stop - at > LONGEST_LINE) return null;
    const line = ascii.decode(bytes.subarray(at, stop));
    if (!line.startsWith(prefix)) return null;
    at = stop + 1;
    return line.slice(prefix.length);
  };

  while (at < bytes.length && fault === undefined) {
    const start = at;
    const line = readLine();
    if (line === null) {
      fault = `no line of ours at byte ${start}`;
      forged = end !== undefined || !isBeginning(bytes.subarray(start), nonce);
      break;
    }
    if (end !== undefined) {
      fault = `more after the end at byte ${start}`;
      forged = true;
      break;
    }
    if (!begun) {
      const begin = /^BEGIN ([01]) ([01]) (x86_64|aarch64)$/.exec(line);
      if (begin === null) fault = 'does not begin with BEGIN';
      else {
        begun = true;
        ownNamespace = begin[1] === '1';
        seccomp = begin[2] === '1';
        architecture = begin[3] as Architecture;
      }
      continue;
    }
    const finish = /^END (\d{1,5}) (\d{1,15}) (\d{1,15}) (\d{1,15})$/.exec(line);
    if (finish !== null) {
      if (Number(finish[1]) !== frames.length) {
        fault = 'END counts other frames than there are';
        forged = true;
      } else end = { cpuUs: Number(finish[2]), ownCpuUs: Number(finish[3]), wallUs: Number(finish[4]) };
      continue;
    }
    const frame = readFrame(line, bytes, at);
    if (frame === null || frame.value.number !== frames.length + 1 || frame.value.number > count) {
      fault = `a faulty frame at byte ${start}`;
      // A frame whose number is right and whose bytes end with all others broke off.
      forged = frame !== null || Number(FRAME.exec(line)?.[1]) !== frames.length + 1;
      break;
    }
    at = frame.next;
    if (!interactive) {
      frames.push(frame.value);
      continue;
    }
    const beside = readLine();
    const conversation = beside === null ? null : readConversation(beside, bytes, at, frame.value.number);
    if (conversation === null) {
      fault = `no conversation with the frame at byte ${start}`;
      break;
    }
    at = conversation.next;
    frames.push({ ...frame.value, conversation: conversation.value });
  }
  return {
    begun,
    ownNamespace,
    seccomp,
    ...(architecture === undefined ? {} : { architecture }),
    frames,
    ...(end === undefined || fault !== undefined ? {} : { end }),
    ...(fault === undefined ? {} : { fault }),
    ...(forged ? { forged } : {}),
  };
}

/** Whether the bytes may be the beginning of a line of ours whose rest is missing, as when whoever writes it is killed. */
function isBeginning(rest: Uint8Array, nonce: string): boolean {
  const told = ascii.decode(rest.subarray(0, LONGEST_LINE));
  const prefix = `\n@${nonce} `;
  if (!prefix.startsWith(told.slice(0, prefix.length))) return false;
  return rest.length <= LONGEST_LINE && !told.slice(1).includes('\n');
}

function readFrame(line: string, bytes: Uint8Array, bodyAt: number): { value: Frame; next: number } | null {
  const match = FRAME.exec(line);
  if (match === null) return null;
  const field = (index: number) => match[index] as string;
  const number = (index: number) => Number(field(index));
  const stderrAt = bodyAt + number(10);
  const next = stderrAt + number(12) + number(13);
  if (next > bytes.length || number(10) > number(9)) return null;
  return {
    next,
    value: {
      number: number(1),
      cause: field(2) as Cause,
      exitCode: number(3),
      signal: number(4),
      error: number(5),
      cpuUs: number(6),
      wallUs: number(7),
      peakKiB: number(8),
      outputBytes: number(9),
      output: new Uint8Array(bytes.subarray(bodyAt, stderrAt)),
      stderrBytes: number(11),
      stderr: new Uint8Array(bytes.subarray(stderrAt, next)),
      stderrHeadBytes: number(12),
      strays: number(14),
      oomKilled: field(15) === '1',
      tampered: field(16) === '1',
      ...(field(17) === '-' ? {} : { digests: { exact: field(17), tokens: field(18), folded: field(19) } }),
    },
  };
}
