import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LanguageId } from '../../../core/grading/languages/index.ts';
import { type LivingSystem, startLivingSystem } from '../../support/living-system.ts';
import { SOUND } from '../../support/packages.ts';
import { until } from '../../support/until.ts';

/** Right, with a variable that nobody reads. */
const TWICE = "const unread = 7;\nconsole.log(2 * Number(require('fs').readFileSync(0, 'utf8')))\n";

/** Right, with what gcc alone names: numbers with and without a sign compared. */
const TWICE_IN_C =
  '#include <stdio.h>\n#include <string.h>\nint main(void) {\n  char s[9]; int n;\n  if (scanf("%8s", s) != 1 || sscanf(s, "%d", &n) != 1) return 1;\n  if (n > strlen(s)) printf("%d\\n", 2 * n); else printf("%d\\n", 2 * n);\n  return 0;\n}\n';
/** Right, with an escape that Python's own compiler alone warns of. */
const TWICE_IN_PYTHON = 'print(2 * int(input()))\nwhy = "\\d"\nprint(end=why[:0])\n';

let living: LivingSystem;
beforeAll(async () => {
  living = await startLivingSystem();
});
afterAll(async () => await living?.stop());

/** An exam with reviews for staff, open, and how a participant of it hands in what is right. */
async function openExam(
  problemId: string,
  participants: readonly string[],
  languages: readonly LanguageId[],
) {
  const files = Object.entries(SOUND).map(
    ([path, text]) => [`${problemId}/${path}`, new TextEncoder().encode(text)] as const,
  );
  const { sessionId } = await living.book(
    {
      name: `Reviewed ${problemId}`,
      durationMinutes: 10,
      problems: [{ label: 'A', problemId, name: 'Twice', zip: zipSync(Object.fromEntries(files)) }],
      participants: participants.map((participantId) => ({
        participantId,
        name: participantId,
        extraTimeMinutes: 0,
      })),
      languages,
      submissions: [],
    },
    500,
    1,
    { policy: { reviews: 'staff' } },
  );
  const params = { sessionId };
  const instructor = await living.client('instructor', 'instructor');
  const see = async () => {
    const session = await instructor.call('getSession', { params });
    if (session.view !== 'staff') throw new Error('the instructor is staff');
    return session;
  };
  await until(see, ({ fleet, window }) => fleet.state === 'ready' && window === 'open');
  const submit = async (who: string, language: LanguageId, source: string) => {
    const client = await living.client(who, 'participant');
    const { submissionId } = await client.call('createSubmission', {
      params,
      body: { problem: 'A', language, source },
    });
    const judged = await until(
      () => instructor.call('getSubmission', { params: { sessionId, submissionId } }),
      ({ state }) => state === 'judged',
    );
    expect(judged).toMatchObject({ result: { verdict: 'AC' } });
    return submissionId;
  };
  return { params, instructor, see, submit };
}

/** Everything runs as it is deployed: shutdown, reviewer and API by their own roles. */
it('reviews what counts of an exam that is over, once however often it is asked, publishes it, and bills it', async () => {
  const { params, instructor, see, submit } = await openExam('twice', ['ann', 'ben'], ['javascript']);
  const { sessionId } = params;
  const ids = [await submit('ann', 'javascript', TWICE), await submit('ben', 'javascript', TWICE)];
  await instructor.call('endSession', { params, body: { reason: 'all are done' } });
  const list = async () => await instructor.call('listReviews', { query: { sessionId } });
  const { items } = await until(
    list,
    (page) => page.items.length === 2 && page.items.every(({ state }) => state === 'reviewed'),
  );
  expect(items.map(({ submissionId }) => submissionId).sort()).toEqual(ids.toSorted());

  const ann = await living.client('ann', 'participant');
  const own = { params: { sessionId, submissionId: ids[0]! } };
  await expect(ann.call('getSubmissionReview', own)).rejects.toMatchObject({ status: 404 });
  // Published, and said again.
  for (const reviews of ['participants', 'participants'] as const) {
    const { revision } = await see();
    await instructor.call('updateSession', { params, body: { revision, policy: { reviews } } });
  }
  expect(await ann.call('getSubmissionReview', own)).toMatchObject({
    state: 'reviewed',
    report: { findings: expect.arrayContaining([expect.objectContaining({ line: 1 })]) as unknown },
  });
  await expect(
    ann.call('getSubmissionReview', { params: { sessionId, submissionId: ids[1]! } }),
  ).rejects.toMatchObject({ status: 404 });
  const billed = await until(
    () => instructor.call('getSessionCosts', { params, query: {} }),
    ({ lines }) => lines.some(({ what }) => what === '2 reviews of submissions'),
  );
  expect(billed.state).toBe('final');
  const done = (reviews: typeof items) => reviews.map(({ reviewId, reviewedAt }) => [reviewId, reviewedAt]);
  expect(done((await list()).items)).toEqual(done(items));
  expect(living.records.filter(({ message }) => message?.includes('not allowed'))).toEqual([]);
});

it('has the judges of the exam run compilers over what counts before they go, however often it is asked', async () => {
  const { params, instructor, submit } = await openExam('again', ['cyd', 'dan'], ['c', 'python']);
  const { sessionId } = params;
  const programs = { cyd: ['c', TWICE_IN_C], dan: ['python', TWICE_IN_PYTHON] } as const;
  const ids = new Map<string, string>();
  for (const [who, [language, source]] of Object.entries(programs))
    ids.set(who, await submit(who, language, source));
  await instructor.call('endSession', { params, body: { reason: 'all are done' } });
  const { items } = await until(
    async () => await instructor.call('listReviews', { query: { sessionId } }),
    (page) => page.items.length === 2 && page.items.every(({ state }) => state === 'reviewed'),
  );
  const foundIn = async (who: string) => {
    const { reviewId } = items.find(({ submissionId }) => submissionId === ids.get(who))!;
    const { report } = await instructor.call('getReview', { params: { reviewId } });
    return report!;
  };
  const inC = await foundIn('cyd');
  expect(inC.findings).toContainEqual(expect.objectContaining({ ruleId: 'gcc/sign', line: 6 }));
  const inPython = await foundIn('dan');
  expect(inPython.findings).toContainEqual(expect.objectContaining({ ruleId: 'python/warning', line: 2 }));
  for (const { gaps } of [inC, inPython]) expect(gaps).toEqual([]);
  // Nobody sees them among what was handed in, and the ledger is as without.
  const listed = await instructor.call('listSubmissions', { params, query: {} });
  expect(listed.items.map(({ submissionId }) => submissionId).sort()).toEqual([...ids.values()].sort());
  expect(await instructor.call('getLedger', { params })).toMatchObject({
    ledger: { balanced: true, open: [], submissions: { accepted: 2, judged: 2, quarantined: 0 } },
  });
  expect(living.records.filter(({ message }) => message?.includes('not allowed'))).toEqual([]);
});
