import type { GradingView } from '../../core/api/grading-view.ts';
import type { GradingPreview } from '../../core/api/results.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import { api } from '../api.ts';
import { type RestingAnswer, useRestingAsk } from '../use-resting-ask.ts';

/** What rules would change of a session as it stands, asked as one types; nothing is asked without rules. */
export function useGradingPreview(
  { sessionId, revision }: StaffSession,
  grading: GradingView | undefined,
): RestingAnswer<GradingPreview> {
  const wanted = grading === undefined ? '' : JSON.stringify([sessionId, revision, grading]);
  return useRestingAsk(wanted, async (signal) => {
    if (grading === undefined) throw new Error('There are no rules to ask about');
    return await api.call('previewGrading', { params: { sessionId }, body: { grading } }, signal);
  });
}
