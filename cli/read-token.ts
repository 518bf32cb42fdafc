import { readFileSync } from 'node:fs';
import { CommandError, EXIT } from './exit-codes.ts';

/**
 * The token of a Judge0 from a file (`-` is standard input) or from ASSIZE_JUDGE_TOKEN. Never an option: what is on a
 * command line everybody on the machine can read.
 * @returns undefined when neither says one
 * @throws CommandError for what no HTTP header can carry
 */
export function readToken(file: string | undefined): string | undefined {
  const given = file === undefined ? process.env['ASSIZE_JUDGE_TOKEN'] : readFile(file);
  return given === undefined || given === '' ? undefined : checkToken(given);
}

/** A token without the line feed at its end. @throws CommandError for what no HTTP header can carry */
export function checkToken(given: string): string {
  const token = given.trim();
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new CommandError(
      EXIT.badInput,
      'the token is empty, or holds something that no HTTP header can carry',
      'it is AUTHN_TOKEN of the judge0.conf of that server',
    );
  return token;
}

function readFile(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new CommandError(EXIT.badInput, `--token-file ${file}: ${(error as Error).message}`);
  }
}
