import { ApiError } from '../core/api/client.ts';

/** What every command ends with; `problem verify` has codes of its own for 1 to 3. */
export const EXIT = {
  ok: 0,
  /** It worked, and the answer is no: a verdict other than AC, a refused package. */
  negative: 1,
  /** Wrong options, or input that the API refuses. */
  badInput: 2,
  /** Not logged in, logged in too long ago, or not allowed. */
  notAuthorised: 3,
  notFound: 4,
  /** Assize cannot be reached, or fails. */
  unavailable: 5,
  /** Not now: closed, not open yet, too soon, or changed by somebody else. */
  notNow: 6,
} as const;

/** A failure that has been understood: what to tell, and what to end with. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;
  /** What to do next. */
  readonly hint: string | undefined;

  constructor(exitCode: number, message: string, hint?: string) {
    super(message);
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

/** The exit code of an HTTP status. */
export function exitCodeOf(status: number): number {
  if (status === 401 || status === 403) return EXIT.notAuthorised;
  if (status === 404) return EXIT.notFound;
  if (status === 409 || status === 429) return EXIT.notNow;
  return status >= 500 ? EXIT.unavailable : EXIT.badInput;
}

/** Whatever went wrong, as a sentence, the faults one by one, and what to do. */
export function describeFailure(error: unknown): {
  exitCode: number;
  message: string;
  faults: string[];
  hint?: string;
} {
  if (error instanceof CommandError)
    return {
      exitCode: error.exitCode,
      message: error.message,
      faults: [],
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    };
  if (error instanceof ApiError) {
    const { detail, faults = [], retryAfterMs } = error.details;
    const hints: Record<number, string> = {
      401: 'log in again: assize login',
      403: 'use another account: assize login, or --as instructor in a local system',
    };
    const forMachines = /#(missing-scope|owner-not-allowed)$/.test(error.details.type);
    const hint =
      (forMachines
        ? 'an operator allows a machine more in the configuration of the stage (docs/lms.md)'
        : hints[error.status]) ??
      (retryAfterMs === undefined ? undefined : `try again in ${Math.ceil(retryAfterMs / 1000)} s`);
    return {
      exitCode: exitCodeOf(error.status),
      message: faults.length > 1 ? error.details.title : detail,
      faults: faults.length > 1 ? faults.map((fault) => `${fault.field}: ${fault.detail}`) : [],
      ...(hint === undefined ? {} : { hint }),
    };
  }
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  const message = error instanceof Error ? error.message + cause : String(error);
  if (error instanceof TypeError && message.startsWith('fetch failed'))
    return {
      exitCode: EXIT.unavailable,
      message: `Assize cannot be reached${cause}`,
      faults: [],
      hint: 'is it running? start it with: npm start',
    };
  return { exitCode: EXIT.unavailable, message, faults: [] };
}
