import type { CountingJudge } from '../grading/judge.ts';

/**
 * The slots of a host: the workers of its judge, which it starts one to a core. Asked after an examination, since a
 * judge that has run nothing lists none. Undefined when it does not tell: then the plan stands.
 */
export async function countSlots(
  judge: Pick<CountingJudge, 'workers'>,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    return await judge.workers(signal);
  } catch {
    return undefined;
  }
}
