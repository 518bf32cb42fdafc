import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BulkAnswer } from '../../core/api/bulk.ts';
import { callPatiently } from '../../core/api/call-patiently.ts';
import { submitInBulk } from '../../core/api/submit-in-bulk.ts';
import { createScreen } from '../../terminal/screen.ts';
import { type Context, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { patience } from '../patience.ts';
import { pickSession } from '../pick-session.ts';

/** Refusals that are told one by one; the document has all. */
const TOLD = 20;

/** Submits every line of a file, and says what became of them. */
export async function submitBulk(
  context: Context,
  file: string,
  sessionId: string | undefined,
): Promise<void> {
  const lines = readLines(file);
  const { client } = context.access();
  const session = await callPatiently(() => pickSession(client, sessionId), patience);
  const screen = context.json ? undefined : createScreen(process.stderr);
  const ports = {
    client,
    patience,
    upload,
    onProgress: ({ accepted, refused, left }: { accepted: number; refused: number; left: number }) =>
      screen?.draw([`  ${accepted} accepted, ${refused} refused, ${left} left`]),
  };
  const answers = await submitInBulk(
    ports,
    session.sessionId,
    lines.map(({ text }) => text),
    lines.some(({ isOwn }) => isOwn),
  ).finally(() => screen?.clear());
  const numbered = answers.map((answer) => ({ ...answer, line: lines[answer.line - 1]?.number ?? 0 }));
  const refused = numbered.filter(({ status }) => status !== 202);
  const accepted = numbered.length - refused.length;
  print(context, { sessionId: session.sessionId, accepted, refused: refused.length, items: numbered }, () => [
    `${accepted} accepted, ${refused.length} refused`,
    ...refused.slice(0, TOLD).map(describe),
    ...(refused.length > TOLD ? [`  and ${refused.length - TOLD} more: --json tells them all`] : []),
  ]);
  if (refused.length > 0) process.exitCode = EXIT.negative;
}

function describe({ line, status, problem }: BulkAnswer): string {
  return `  line ${line}: ${problem?.detail ?? `HTTP ${status}`}`;
}

/** A line of a file that is to be submitted. */
interface Line {
  readonly number: number;
  readonly text: string;
  /** Names nobody: it is the caller's own. */
  readonly isOwn: boolean;
}

/**
 * Lines that are filled, each with a key: one without gets its own, which hangs on what it says and not on where it stands,
 * so that it is the same when others were taken out of the file.
 */
function readLines(file: string): readonly Line[] {
  const seen = new Map<string, number>();
  const lines = readText(file)
    .split(/\r?\n/)
    .flatMap((text, at) => (text.trim() === '' ? [] : [{ number: at + 1, text }]));
  if (lines.length === 0)
    throw new CommandError(EXIT.badInput, `${file} has no lines`, 'write a submission a line');
  return lines.map(({ number, text }) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw new CommandError(
        EXIT.badInput,
        `line ${number} of ${file} is not JSON: ${(error as Error).message}`,
        'each line is one submission: {"participantId": "p01", "problem": "A", "language": "python", "source": "..."}',
      );
    }
    if (typeof value !== 'object' || value === null) return { number, text, isOwn: false };
    const isOwn = !('participantId' in value);
    if ('key' in value) return { number, text, isOwn };
    // Of two that say the same both are meant.
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    const hash = createHash('sha256').update(`${before} ${text}`).digest('hex');
    return { number, text: JSON.stringify({ key: `bulk-${hash.slice(0, 40)}`, ...value }), isOwn };
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new CommandError(EXIT.badInput, `${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Puts lines where an upload goes. @throws CommandError where they are refused */
export async function upload(url: string, body: string, contentType: string): Promise<void> {
  const put = await fetch(url, { method: 'PUT', headers: { 'content-type': contentType }, body });
  if (!put.ok)
    throw new CommandError(
      EXIT.unavailable,
      `the upload was refused: HTTP ${put.status} ${(await put.text()).slice(0, 200)}`,
    );
}
