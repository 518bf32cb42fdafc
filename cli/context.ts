import type { Command } from 'commander';
import type { Role } from '../core/exam/caller.ts';
import { type Access, findAccess } from './access.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/** What a command has besides its own options. */
export interface Context {
  /** True: one JSON document (or one a line) on stdout, for machines. */
  readonly json: boolean;
  readonly out: (line?: string) => void;
  /** For what is said beside the answer: progress, hints. */
  readonly err: (line: string) => void;
  /** The way to Assize; found when it is needed. `role` is who usually does this. */
  readonly access: (role?: Role) => Access;
}

/** The context of a command as it was called. */
export function contextOf(command: Command): Context {
  const options = command.optsWithGlobals<{
    json?: boolean;
    as?: string;
    machine?: boolean;
    onBehalfOf?: string;
  }>();
  const machine = options.machine === true ? { onBehalfOf: options.onBehalfOf } : undefined;
  if (machine === undefined && options.onBehalfOf !== undefined)
    throw new CommandError(EXIT.badInput, '--on-behalf-of is what machines say', 'add --machine');
  return {
    json: options.json === true,
    out: (line = '') => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    access: (role = 'instructor') => findAccess({ as: options.as, role, machine }),
  };
}

/** Prints an answer: the document as it is for machines, lines for people. */
export function print(context: Context, document: unknown, lines: () => readonly string[]): void {
  if (context.json) context.out(JSON.stringify(document));
  else for (const line of lines()) context.out(line);
}
