import { languagesRefused, languagesUnbatched } from '../examination/deployment-findings.ts';
import { allowsLanguage, isLanguageOfProblems } from '../problems/allowed-languages.ts';
import { whyBatches } from '../problems/needs-batches.ts';
import type { BookingContext, BookingRemarks, BookingRequest } from './booking.ts';

/** The languages that some problem of the session allows. */
function languagesAllowed({ limits, problems }: BookingContext): readonly string[] {
  return limits.languages.filter((language) =>
    problems.some(({ manifest }) => allowsLanguage(manifest, language)),
  );
}

/** The languages that a booking means that names none. */
export function languagesMeant({ limits, problems }: BookingContext): readonly string[] {
  const manifests = problems.map(({ manifest }) => manifest);
  return limits.languages.filter((language) => isLanguageOfProblems(manifests, language));
}

/**
 * The languages that the session cannot have on its deployment, with the reason as the end of a sentence: what was found
 * lacking there, and what goes there as single submissions alone where a problem takes batches.
 */
export function languagesImpossible({ found, now, problems }: BookingContext): ReadonlyMap<string, string> {
  const impossible = new Map(languagesRefused(found, now));
  for (const [language, examined] of languagesUnbatched(found, now))
    for (const { problemId, manifest } of problems) {
      const why = allowsLanguage(manifest, language) ? whyBatches(manifest, language) : undefined;
      if (why === undefined || impossible.has(language)) continue;
      impossible.set(
        language,
        `${problemId} ${why}, for which its judge would have to run batches, and it takes single submissions alone, ${examined}, until a new examination, in a session without ${problemId}, finds that it takes batches`,
      );
    }
  return impossible;
}

/**
 * Checks a booking's languages: those that Assize knows, that the deployment was not found to lack, and that fit the
 * problems. Left out, they are what remains, and what does not is told.
 */
export function checkLanguages(
  request: BookingRequest,
  context: BookingContext,
  { faults, warnings }: BookingRemarks,
): void {
  const known = context.limits.languages;
  const refused = languagesImpossible(context);
  const possible = known.filter((language) => !refused.has(language));
  const wanted = request.languages ?? [];
  if (request.languages?.length === 0)
    faults.push({ field: 'languages', detail: 'is empty: name one, or leave it out for the usual ones' });
  wanted.forEach((language, at) => {
    const found = refused.get(language);
    if (!known.includes(language))
      faults.push({
        field: `languages[${at}]`,
        detail: `${language} cannot be judged on this deployment: choose from ${possible.join(', ')}`,
      });
    else if (found !== undefined)
      faults.push({
        field: `languages[${at}]`,
        detail: `${language} cannot be judged on this deployment: ${found}; take it out`,
      });
    if (wanted.indexOf(language) !== at)
      faults.push({ field: `languages[${at}]`, detail: `${language} is named twice: take one out` });
  });
  if (request.languages === undefined)
    for (const language of languagesMeant(context)) {
      const found = refused.get(language);
      if (found !== undefined)
        warnings.push({
          field: 'languages',
          detail: `${language} is left out, since it cannot be judged on this deployment: ${found}`,
        });
    }
  const available = wanted.length > 0 ? wanted : possible;
  if (available.length === 0)
    faults.push({
      field: 'languages',
      detail: `no language can be judged on this deployment: ${[...refused].map(([language, found]) => `${language}: ${found}`).join('; ')}`,
    });
  checkProblemsAllow(request, context, available, { faults, warnings });
}

/** Every problem has a language of the session, and every language that was asked for a problem. */
function checkProblemsAllow(
  request: BookingRequest,
  context: BookingContext,
  available: readonly string[],
  { faults, warnings }: BookingRemarks,
): void {
  request.problems.forEach(({ problemId }, at) => {
    const manifest = context.problems.find((problem) => problem.problemId === problemId)?.manifest;
    if (manifest === undefined || available.length === 0) return;
    if (available.some((language) => allowsLanguage(manifest, language))) return;
    const allowed =
      manifest.languages?.filter((language) => allowsLanguage(manifest, language)) ??
      context.limits.languages.filter((language) => isLanguageOfProblems([manifest], language));
    faults.push({
      field: `problems[${at}].problemId`,
      detail: `${problemId} allows only ${allowed.join(', ')}, and the session offers none of these: add one to languages`,
    });
  });
  if (context.problems.length === 0) return;
  const allowed = languagesAllowed(context);
  for (const language of request.languages ?? [])
    if (!allowed.includes(language))
      warnings.push({ field: 'languages', detail: `no problem of the session allows ${language}` });
}
