import { expect, it } from 'vitest';
import {
  LIVE_EVERY_MS,
  nextToAsk,
  PANEL_EVERY_MS,
  STAGE_EVERY_MS,
} from '../../../console/operator/plan-asks.ts';
import type { StageSession } from '../../../core/api/stage.ts';
import { liveAt } from '../../support/live-session-answers.ts';

const { session } = liveAt({});
const open = (count: number) =>
  Array.from({ length: count }, (_, index): StageSession => ({ ...session, sessionId: `s${index}` }));

/** Asks of a page that looks for so long, each turn as the page takes it. */
function watch(sessions: readonly StageSession[], forMs: number) {
  const askedAt = new Map<string, number>();
  const asked: string[] = [];
  let stageAt = Number.NEGATIVE_INFINITY;
  for (let now = 0; now < forMs; now += LIVE_EVERY_MS) {
    if (now - stageAt >= STAGE_EVERY_MS) {
      stageAt = now;
      asked.push('stage');
      continue;
    }
    const next = nextToAsk(sessions, askedAt, now);
    if (next === undefined) continue;
    askedAt.set(next, now);
    asked.push(next);
  }
  return asked;
}

it.each([0, 1, 4, 30])('a page of %i running sessions makes fewer than 30 calls a minute', (count) => {
  // Beside health, alerts and circuits.
  const panels = 3 * (60_000 / PANEL_EVERY_MS);
  expect(watch(open(count), 60_000).length + panels).toBeLessThan(30);
});

it('each running session has its turn', () => {
  const asked = watch(open(20), 75_000);
  expect(new Set(asked)).toEqual(new Set(['stage', ...open(20).map(({ sessionId }) => sessionId)]));
});

it('what is to come is not asked about, and what is over once', () => {
  const none = { ...session.fleet, state: 'none' as const };
  const gone = { ...session.fleet, state: 'gone' as const };
  const coming: StageSession = { ...session, sessionId: 'coming', window: 'before', fleet: none };
  const over: StageSession = { ...session, sessionId: 'over', window: 'closed', fleet: gone };
  expect(watch([coming, over], 60_000).filter((one) => one !== 'stage')).toEqual(['over']);
});
