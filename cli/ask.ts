import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CommandError, EXIT } from './exit-codes.ts';

/**
 * Asks on the terminal; what is secret is not shown while it is typed.
 * @param instead how to answer where nobody can be asked
 */
export async function ask(question: string, secret: boolean, instead: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new CommandError(
      EXIT.badInput,
      `nobody can be asked for the ${question.replace(': ', '')} here`,
      instead,
    );
  let silent = false;
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!silent) process.stderr.write(chunk);
      done();
    },
  });
  const reader = createInterface({ input: process.stdin, output, terminal: true });
  try {
    const answer = reader.question(question);
    silent = secret;
    return await answer;
  } finally {
    reader.close();
    if (secret) process.stderr.write('\n');
  }
}
