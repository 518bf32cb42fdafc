import { randomBytes } from 'node:crypto';
import { Judge0Judge } from '../../adapters/judge0/judge0-judge.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { failureFound } from '../../core/examination/examination.ts';
import { askHost, type ProbePorts } from '../../core/examination/examine-host.ts';
import { probeEventSchema } from '../../core/examination/finding-schema.ts';
import { judgeSubmission } from '../../core/grading/judge-submission.ts';
import { createHandler } from '../middleware/create-handler.ts';
import { envSchema } from './env.ts';

/** A host in our own network answers an ordinary request at once, or it is not there, ms. */
const REQUEST_TIMEOUT_MS = 5_000;

const assemble = (): ProbePorts => ({
  clock: systemClock,
  judgeAt: (url, token) => new Judge0Judge({ url, token, requestTimeoutMs: REQUEST_TIMEOUT_MS }),
  judgeSubmission,
  newNonce: () => randomBytes(16).toString('hex'),
});

/** Asks hosts by running programs on them, all at a time, and answers what it found. Writes nothing, knows nobody else. */
export const handler = createHandler({
  envSchema,
  eventSchema: probeEventSchema,
  assemble,
  async handle({ requests }, ports, { logger }) {
    const findings = await Promise.all(requests.map((request) => askHost(request, ports)));
    for (const finding of findings) {
      const failure = failureFound(finding);
      logger.info('host.found', {
        ...finding,
        ...(failure && { failureClass: failure.class, severity: failure.severity }),
      });
    }
    return { findings };
  },
});
