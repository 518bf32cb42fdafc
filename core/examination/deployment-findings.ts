import type { Deployment } from '../exam/deployment.ts';

/** What examinations found about one language on a deployment. */
export type LanguageFound = {
  readonly language: string;
  /** ms since the epoch. */
  readonly examinedAt: number;
} & (
  | { readonly way: 'batch' | 'single' }
  /** It cannot be judged there, whoever tries: no toolchain, or limits too small. */
  | { readonly way: 'none'; readonly reason: string }
);

/**
 * Keeps what examinations found, by deployment and language; the last finding of a language wins. Implementation:
 * adapters/dynamodb/deployment-findings.ts.
 */
export interface DeploymentFindings {
  /** @param deployment one of {@link deploymentKeysOf} */
  record(deployment: string, found: readonly LanguageFound[]): Promise<void>;
  list(deployment: string): Promise<readonly LanguageFound[]>;
}

/** How long a finding says something, ms: what a host lacked a month ago its keeper may have mended. */
export const FINDING_HOLDS_MS = 30 * 24 * 3_600_000;

/** The stage's hosts are one deployment: they are launched from one image with one configuration. */
export const FLEET_KEY = 'fleet';

/** What findings of a deployment are kept under: one key for the fleet, one for each judge that somebody keeps. */
export function deploymentKeysOf(
  deployment: { readonly kind: 'fleet' } | Exclude<Deployment, { readonly kind: 'fleet' }>,
): readonly string[] {
  if (deployment.kind === 'fleet') return [FLEET_KEY];
  return deployment.kind === 'direct' ? deployment.judges.map(({ url }) => url) : [deployment.judge.url];
}

/**
 * The languages that cannot be judged on a deployment, with the reason as the end of a sentence. One judge that has a
 * language, or of which nothing is known, is enough for the language to be judged.
 * @param found for each key of the deployment, what is recorded of it
 */
export function languagesRefused(
  found: readonly (readonly LanguageFound[])[],
  now: number,
): ReadonlyMap<string, string> {
  return new Map(
    foundEverywhere(found, now, ({ way }) => way === 'none').map((one) => [
      one.language,
      `${one.way === 'none' ? one.reason : ''}, ${tellExamination(one)}`,
    ]),
  );
}

/**
 * The languages that no judge of a deployment runs in batches, and when that was found, as the end of a sentence.
 * @param found as {@link languagesRefused} takes it
 */
export function languagesUnbatched(
  found: readonly (readonly LanguageFound[])[],
  now: number,
): ReadonlyMap<string, string> {
  return new Map(
    foundEverywhere(found, now, ({ way }) => way !== 'batch').map((one) => [
      one.language,
      tellExamination(one),
    ]),
  );
}

/** What was found of a language that every judge was found like this in; the first judge's finding. */
function foundEverywhere(
  found: readonly (readonly LanguageFound[])[],
  now: number,
  isLike: (one: LanguageFound) => boolean,
): LanguageFound[] {
  const [first = [], ...others] = found.map((ofKey) =>
    ofKey.filter((one) => isLike(one) && now - one.examinedAt < FINDING_HOLDS_MS),
  );
  return first.filter(({ language }) =>
    others.every((other) => other.some((one) => one.language === language)),
  );
}

const tellExamination = ({ examinedAt }: LanguageFound) =>
  `found at its examination of ${new Date(examinedAt).toISOString().slice(0, 10)}`;
