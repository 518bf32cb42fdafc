import { SSMClient } from '@aws-sdk/client-ssm';
import { makeGuardedFetch } from '../../adapters/judge0/guarded-fetch.ts';
import { Judge0Judge } from '../../adapters/judge0/judge0-judge.ts';
import { SsmJudgeRegistry } from '../../adapters/ssm/judge-registry.ts';
import { isAt } from '../../core/booking/registered-judge.ts';
import type { Judge } from '../../core/grading/judge.ts';

/** How long a registration is believed, ms: a token that was replaced counts from then on. */
const FRESH_MS = 60_000;

const registry = new SsmJudgeRegistry(new SSMClient({}));
const registrations = new Map<
  string,
  { readonly at: number; readonly read: ReturnType<SsmJudgeRegistry['readToken']> }
>();
const judges = new Map<string, Judge>();

/**
 * A judge that somebody keeps, with its token. The token goes to the place that it is registered for and to no other,
 * whatever the session says.
 * @throws Error when it is not registered, or for another place
 */
export async function connectStandingJudge(tokenParameter: string, url: string): Promise<Judge> {
  const known = registrations.get(tokenParameter);
  const read =
    known !== undefined && Date.now() - known.at < FRESH_MS ? known.read : registry.readToken(tokenParameter);
  if (read !== known?.read) registrations.set(tokenParameter, { at: Date.now(), read });
  const { judge: registered, token } = await read.catch((error: unknown) => {
    registrations.delete(tokenParameter);
    throw error;
  });
  if (!isAt(registered, url))
    throw new Error(`the token ${tokenParameter} is registered for ${registered.origin}, not for ${url}`);
  const { origin, reach } = registered;
  const key = JSON.stringify([origin, reach, token]);
  const judge =
    judges.get(key) ??
    new Judge0Judge({ url: origin, token, fetch: makeGuardedFetch({ allowPrivate: reach === 'private' }) });
  judges.set(key, judge);
  return judge;
}
