import pc from 'picocolors';
import { formatUsd } from '../../core/api/format-quantity.ts';
import type { PlannedExam } from '../../examples/planned-exam.ts';
import { renderLive, renderLiveLine, renderVerdict } from '../../terminal/render-live.ts';
import type { Screen } from '../../terminal/screen.ts';
import type { PlayEvent } from './play-exam.ts';

/** A piped reader sees the state of the exam this often, ms. */
const PLAIN_EVERY_MS = 5_000;

/**
 * Shows an exam while it is played: in place on a terminal, a line every few seconds when piped.
 * @param hintOf a sentence about a host that has become ready, for whoever wants to try what happens without it
 */
export function showPlay(
  screen: Screen,
  exam: PlannedExam,
  now: () => number,
  hintOf: (hostId: string) => string | undefined,
): (event: PlayEvent) => void {
  let plainAt = 0;
  let hinted = false;
  let fleet = '';
  const told = new Set<string>();

  const showHint = (event: Extract<PlayEvent, { type: 'live' }>) => {
    const ready = event.live.hosts.find(({ state }) => state === 'ready');
    const hint = hinted || ready === undefined ? undefined : hintOf(ready.hostId);
    if (hint === undefined) return;
    hinted = true;
    screen.line(hint);
  };

  return (event) => {
    switch (event.type) {
      case 'imported':
        screen.line(`${pc.green('✓')} problem ${event.problemId} imported as version ${event.version}`);
        return;
      case 'booked': {
        const { session, estimate, plan } = event.booked;
        screen.line(
          `${pc.green('✓')} booked ${pc.bold(session.name)} ${session.sessionId}: ${session.participantCount} participants, ${exam.submissions.length} submissions to come, estimated ${formatUsd(estimate.usd)}`,
        );
        for (const { at, what } of plan) screen.line(pc.dim(`    ${at.slice(11, 19)}Z  ${what}`));
        screen.line();
        return;
      }
      case 'live': {
        showHint(event);
        if (screen.interactive) {
          screen.draw(renderLive(event.live, event.verdicts, exam.submissions.length));
          return;
        }
        for (const verdict of event.verdicts) {
          if (told.has(verdict.submissionId)) continue;
          told.add(verdict.submissionId);
          screen.line(renderVerdict(verdict));
        }
        if (now() - plainAt < PLAIN_EVERY_MS && event.live.session.fleet.state === fleet) return;
        plainAt = now();
        fleet = event.live.session.fleet.state;
        screen.line(renderLiveLine(event.live));
        return;
      }
      case 'retried':
        screen.line(pc.dim(`  ${event.participantId} sends again: ${event.why}`));
        return;
      case 'ended':
        screen.line(`${pc.green('✓')} the instructor ends the session: ${event.why}`);
        return;
      case 'submitted':
        return;
    }
  };
}
