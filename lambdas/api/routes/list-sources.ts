import { cutToBytes } from '../../../core/api/cut-to-bytes.ts';
import { toInstant } from '../../../core/api/present-session.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { findProblem } from '../../../core/exam/find-problem.ts';
import { given } from '../../../core/exam/given.ts';
import { oneText } from '../../../core/submissions/one-text.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';
import { readResults } from '../session-results.ts';

/** Most bytes of a page: a source of quotes alone is twice as long in what Lambda hands over, of which it takes 6 MB. */
const MAX_PAGE_BYTES = 2_500_000;

export const listSources: RouteHandler<'listSources'> = async ({ params, query, caller }, services) => {
  const { sessionId } = params;
  const session = await findOwnSession(services, caller, sessionId);
  const booked = findProblem(session, params.label);
  if (booked === undefined) throw new ApiProblem('not-found', `the session has no problem ${params.label}`);
  const { cursor = '', limit, pick } = query;
  const { rows } = await readResults(services, session, { pick });
  const chosen = rows
    .flatMap(({ participantId, name, group, problems }) => {
      const from = problems.find(({ label }) => label === booked.label)?.from;
      return from === undefined || participantId <= cursor ? [] : [{ participantId, name, group, from }];
    })
    .sort((a, b) => (a.participantId < b.participantId ? -1 : 1));
  const read = await Promise.all(
    chosen.slice(0, limit).map(async ({ participantId, name, group, from }) => ({
      submissionId: from.submissionId,
      participantId,
      name,
      ...given({ group }),
      language: from.language,
      submittedAt: toInstant(from.submittedAt),
      verdict: from.verdict,
      source: await readText(services, sessionId, from),
    })),
  );
  const page = cutToBytes(read, (one) => one, MAX_PAGE_BYTES);
  const items = page.flatMap(({ source, ...one }) => (source === undefined ? [] : [{ ...one, source }]));
  return {
    label: booked.label,
    items,
    notStored: page.length - items.length,
    ...(page.length < chosen.length ? given({ cursor: page.at(-1)?.participantId }) : {}),
  };
};

async function readText(
  { submissions }: Services,
  sessionId: string,
  { submissionId, language }: { readonly submissionId: string; readonly language: string },
): Promise<string | undefined> {
  const handedIn = await submissions.getHandedIn(sessionId, submissionId);
  return handedIn === undefined ? undefined : oneText(handedIn, language);
}
