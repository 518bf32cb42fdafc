import { EVERY_INSTRUCTOR } from '../exam/caller.ts';
import { foldUsername } from '../exam/fold-username.ts';
import type { BookingDeployment, BookingFault } from './booking.ts';

/**
 * A Judge0 that somebody keeps, as an operator registered it: a parameter whose value is the judge's token, and whose tags
 * say where that token may be sent and who may book it. One object, so that no moment has a token without its place.
 */
export interface RegisteredJudge {
  /** Name of the parameter, below `/assize/<stage>/judges/`. */
  readonly tokenParameter: string;
  /** The only place that the token is sent to: scheme, host and port. */
  readonly origin: string;
  /** User names that may book it, and {@link EVERY_INSTRUCTOR}. */
  readonly owners: readonly string[];
  /** `private`: the operator allows plain HTTP, and addresses that only a private network has. */
  readonly reach: 'public' | 'private';
}

/** Where registered judges are found. Implementation: adapters/ssm/judge-registry.ts. */
export interface JudgeRegistry {
  /** @returns undefined for what is not registered, or not so that it could be used */
  find(tokenParameter: string): Promise<RegisteredJudge | undefined>;
}

/** Tags of the parameter. Owners are separated by spaces. */
export const JUDGE_TAGS = {
  origin: 'assize:origin',
  owners: 'assize:owners',
  reach: 'assize:reach',
} as const;

/** A registration out of the tags of its parameter, or why it is none. */
export function readRegistration(
  tokenParameter: string,
  tags: ReadonlyMap<string, string>,
): { readonly judge: RegisteredJudge } | { readonly fault: string } {
  const given = tags.get(JUDGE_TAGS.origin) ?? '';
  if (!URL.canParse(given) || new URL(given).origin !== given)
    return {
      fault: `its origin is "${given}": write scheme and host, without a path, as in https://judge.example.edu`,
    };
  const reach = tags.get(JUDGE_TAGS.reach) ?? 'public';
  if (reach !== 'public' && reach !== 'private')
    return { fault: `its reach is "${reach}": write public or private` };
  const { protocol } = new URL(given);
  if (protocol !== 'https:' && !(protocol === 'http:' && reach === 'private'))
    return {
      fault: `${given} is not https, so anybody on the way could read the token: use https, or register it as private`,
    };
  const owners = (tags.get(JUDGE_TAGS.owners) ?? '').split(' ').filter((owner) => owner !== '');
  return { judge: { tokenParameter, origin: given, owners: owners.map(foldUsername), reach } };
}

/** The deployment with the address of each judge that was only named. */
export function addressJudges(
  deployment: WishedDeployment,
  registered: readonly RegisteredJudge[],
): BookingDeployment {
  const address = ({ url, ...judge }: WishedJudge) => ({
    ...judge,
    url: url ?? registered.find((one) => one.tokenParameter === judge.tokenParameter)?.origin ?? '',
  });
  switch (deployment.kind) {
    case 'fleet':
      return deployment;
    case 'direct':
      return { kind: 'direct', judges: deployment.judges.map(address) };
    case 'pooled':
      return { kind: 'pooled', judge: address(deployment.judge) };
  }
}

/** A judge as a booking names it: without a URL it is where it is registered. */
export interface WishedJudge {
  readonly url?: string | undefined;
  readonly tokenParameter: string;
  readonly slots: number;
}

export type WishedDeployment =
  | Extract<BookingDeployment, { readonly kind: 'fleet' }>
  | { readonly kind: 'direct'; readonly judges: readonly WishedJudge[] }
  | { readonly kind: 'pooled'; readonly judge: WishedJudge };

/** The parameters that a deployment names. */
export function judgesNamed(deployment: WishedDeployment): readonly string[] {
  if (deployment.kind === 'fleet') return [];
  const judges = deployment.kind === 'direct' ? deployment.judges : [deployment.judge];
  return [...new Set(judges.map(({ tokenParameter }) => tokenParameter))];
}

/**
 * What is wrong with the judges of a booking: each must be registered, for this place, and for whoever books. What is not
 * registered and what is another's look the same.
 */
export function checkJudges(
  deployment: BookingDeployment,
  by: { readonly owner: string; readonly isOperator: boolean },
  registered: readonly RegisteredJudge[],
): BookingFault[] {
  if (deployment.kind === 'fleet') return [];
  const judges =
    deployment.kind === 'direct'
      ? deployment.judges.map((judge, at) => ({ judge, field: `deployment.judges[${at}]` }))
      : [{ judge: deployment.judge, field: 'deployment.judge' }];
  return judges.flatMap(({ judge: { url, tokenParameter }, field }): BookingFault[] => {
    const known = registered.find((one) => one.tokenParameter === tokenParameter);
    const theirs =
      by.isOperator || known?.owners.some((owner) => owner === by.owner || owner === EVERY_INSTRUCTOR);
    if (known === undefined || theirs !== true)
      return [
        {
          field: `${field}.tokenParameter`,
          detail: `${tokenParameter} is no judge that you may book: ask an operator to register it for you (assize judge add)`,
        },
      ];
    if (!isAt(known, url))
      return [
        {
          field: `${field}.url`,
          detail: `${url} is not where this judge is registered, its token is only sent to ${known.origin}: leave the URL out`,
        },
      ];
    return [];
  });
}

/** Whether a URL is at the place that a judge's token may be sent to. */
export function isAt({ origin }: RegisteredJudge, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { origin: given, username, password } = new URL(url);
  return given === origin && username === '' && password === '';
}
