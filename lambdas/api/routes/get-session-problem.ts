import { toInstant } from '../../../core/api/present-session.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { findProblem } from '../../../core/exam/find-problem.ts';
import { windowAt } from '../../../core/exam/window.ts';
import { describeSignature, type Signature } from '../../../core/grading/function/signature.ts';
import { FUNCTION_DRIVERS } from '../../../core/grading/languages/index.ts';
import { nameOf, type ProblemManifest } from '../../../core/problems/problem.ts';
import { findSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';

/** Samples larger than this are cut; their files are no reading for people. */
const MAX_SAMPLE_CHARACTERS = 64 * 1024;

export const getSessionProblem: RouteHandler<'getSessionProblem'> = async ({ params, caller }, services) => {
  const seen = await findSession(services, caller, params.sessionId);
  const { session } = seen;
  if (
    seen.as === 'participant' &&
    windowAt(session, services.clock.now(), seen.participant.extraTimeMs) === 'before'
  )
    throw new ApiProblem(
      'session-not-open',
      `the problems are shown from ${toInstant(session.times.opensAt)} on`,
    );
  const booked = findProblem(session, params.label);
  const version = booked === undefined ? null : await services.getVersion(booked.problemId, booked.version);
  if (booked === undefined || version === null)
    throw new ApiProblem('not-found', `the session has no problem ${params.label}`);
  const { manifest } = version;
  const [statement] = manifest.statements;
  const languages = session.languages.filter((id) => manifest.languages?.includes(id) ?? true);
  return {
    ...booked,
    name: nameOf(manifest),
    kind: manifest.kind,
    timeMs: manifest.limits.timeMs,
    memoryKiB: manifest.limits.memoryKiB,
    sourceKiB: manifest.limits.sourceKiB,
    languages,
    testCases: manifest.testCases.length,
    ...(statement === undefined
      ? {}
      : {
          statement: {
            language: statement.language,
            format: statement.format,
            ...(statement.format === 'pdf' ? {} : { text: statement.text }),
          },
        }),
    samples: await readSamples(services, manifest),
    ...(manifest.signature === undefined ? {} : { solve: describeSolve(manifest.signature, languages) }),
  };
};

function describeSolve(signature: Signature, languages: readonly string[]) {
  const drivers = Object.entries(FUNCTION_DRIVERS).filter(([language]) => languages.includes(language));
  return {
    signature: describeSignature(signature),
    stubs: Object.fromEntries(drivers.map(([language, driver]) => [language, driver.makeStub(signature)])),
  };
}

async function readSamples(services: Services, { testCases }: ProblemManifest) {
  const text = async (hash: string) =>
    new TextDecoder().decode(await services.readTestData(hash)).slice(0, MAX_SAMPLE_CHARACTERS);
  return await Promise.all(
    testCases
      .filter(({ sample }) => sample)
      .map(async ({ id, inputHash, answerHash }) => ({
        id,
        input: await text(inputHash),
        answer: await text(answerHash),
      })),
  );
}
