import { useState } from 'preact/hooks';
import { given } from '../../core/exam/given.ts';
import { patientApi } from '../api.ts';
import { NO_ANSWER, toApiError } from '../console-api.ts';
import { PREFER_NEAR } from './ask-waits.ts';
import { useExam } from './exam.ts';
import type { SentProgram } from './program.ts';
import type { Problem } from './use-problem.ts';

/** How a program leaves the editor. */
export function useHandIn(problem: Problem, language: string) {
  const { session, outbox, learn, say } = useExam();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  return {
    busy,
    /** Why the last try was not taken. */
    error,
    /** Hands it in: now, or when there is a network again. */
    submit(program: SentProgram): void {
      setError(undefined);
      outbox.handIn({ label: problem.label, language, program });
      say(`Problem ${problem.label} is handed in.`);
    },
    /** Has it judged on the samples, or run on an own input. Answers whether it was taken. */
    async tryOut(program: SentProgram, input?: string): Promise<boolean> {
      setBusy(true);
      setError(undefined);
      try {
        learn(
          await patientApi.call('createSubmission', {
            params: { sessionId: session.sessionId },
            headers: { 'idempotency-key': crypto.randomUUID(), prefer: PREFER_NEAR },
            body: { problem: problem.label, language, ...program, trial: true, ...given({ input }) },
          }),
        );
        return true;
      } catch (failure) {
        const { status, message } = toApiError(failure);
        setError(
          `It was not tried: ${status === NO_ANSWER ? 'the server does not answer. Try again when there is a network.' : message}`,
        );
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
