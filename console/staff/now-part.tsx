import { formatDuration, formatUsd } from '../../core/api/format-quantity.ts';
import type { LiveSession, VerdictLine } from '../../core/api/live.ts';
import { Decisions } from '../views/decisions.tsx';
import { Hosts } from '../views/hosts.tsx';
import { LedgerView } from '../views/ledger.tsx';
import { ScoreboardView } from '../views/scoreboard.tsx';
import { Verdicts } from '../views/verdicts.tsx';
import { Tile } from './tile.tsx';

/** A session as it happens: queue, verdicts, hosts, ledger, burn and the reasons of every automatic act. */
export function NowPart({ live, verdicts }: { live: LiveSession; verdicts: readonly VerdictLine[] }) {
  const { sessionId } = live.session;
  return (
    <div class="stack">
      <Tiles live={live} />
      <div class="columns">
        <Verdicts verdicts={verdicts} counts={live.verdictCounts} sessionId={sessionId} />
        <div class="stack">
          <Hosts hosts={live.hosts} />
          <LedgerView live={live} />
        </div>
      </div>
      <ScoreboardView sessionId={sessionId} judged={live.queue.judged} />
      <Decisions decisions={live.decisions} />
    </div>
  );
}

/** What a session burns, will have cost and may cost. */
function tellCost(
  { estimateUsd, burnUsdPerHour, forecastUsd, budget }: LiveSession['cost'],
  isSettled: boolean,
): string {
  const estimated = `estimated ${formatUsd(estimateUsd)}`;
  if (isSettled) return estimated;
  const limit = budget === undefined ? estimated : `budget ${formatUsd(budget.usd)}`;
  return `${formatUsd(burnUsdPerHour)} an hour; ${formatUsd(forecastUsd)} at the end, ${limit}`;
}

function Tiles({ live: { queue, cost, ledger, session } }: { live: LiveSession }) {
  const done = queue.judged + queue.quarantined;
  return (
    <section class="tiles" aria-label="Counts">
      <Tile label="accepted" value={String(queue.accepted)} />
      <Tile label="judged" value={String(queue.judged)}>
        <progress
          max={Math.max(1, queue.accepted)}
          value={done}
          aria-label="Share of accepted submissions that are judged"
        />
      </Tile>
      <Tile
        label="waiting"
        value={String(queue.queued)}
        note={
          queue.expectedWaitMs === undefined
            ? `${queue.running} running`
            : `${queue.running} running; a new one would wait ${formatDuration(queue.expectedWaitMs)}`
        }
      />
      <Tile label="quarantined" value={String(queue.quarantined)} />
      <Tile label="judge calls" value={String(ledger.judgeCalls)} note={`${ledger.judgeCallsSaved} saved`} />
      <Tile
        label={session.settledAt === undefined ? 'cost so far' : 'bill'}
        value={formatUsd(cost.usd)}
        note={tellCost(cost, session.settledAt !== undefined)}
      />
    </section>
  );
}
