import type { ChildProcess } from 'node:child_process';

/**
 * The next message of a child, once it was asked.
 * @param name what it is, for whoever reads that it ended
 * @throws Error when the child ends first
 */
export async function hearChild(child: ChildProcess, name: string, ask: () => void): Promise<unknown> {
  const heard = Promise.withResolvers<unknown>();
  const fail = (code: number | null) =>
    heard.reject(new Error(`${name} ended with ${code ?? 'a signal'}: see above`));
  child.once('message', heard.resolve);
  child.once('exit', fail);
  child.once('error', heard.reject);
  if (child.exitCode !== null || child.signalCode !== null) fail(child.exitCode);
  try {
    ask();
    return await heard.promise;
  } finally {
    child.off('message', heard.resolve);
    child.off('exit', fail);
    child.off('error', heard.reject);
  }
}
