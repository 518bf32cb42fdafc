import { useEffect } from 'preact/hooks';
import { formatDuration, formatUsd } from '../../core/api/format-quantity.ts';
import type { LiveSession } from '../../core/api/live.ts';
import { formatTime, zoneName } from '../format.ts';
import { useLiveSession } from '../use-live-session.ts';
import { Decisions } from './decisions.tsx';
import { Hosts } from './hosts.tsx';
import { LedgerView } from './ledger.tsx';
import { ScoreboardView } from './scoreboard.tsx';
import { SessionHeading } from './session-heading.tsx';
import { Verdicts } from './verdicts.tsx';

/** One session as it happens: window, queue, verdicts, hosts, ledger, bill and the reasons of every automatic act. */
export function LiveSessionView(props: { sessionId: string }) {
  const { live, verdicts, heardAt, error } = useLiveSession(props.sessionId);

  useEffect(() => {
    if (live !== undefined) document.title = `${live.session.name} · Assize`;
  }, [live?.session.name]);

  if (live === undefined) {
    return error === undefined ? (
      <p class="muted">Loading the session …</p>
    ) : (
      <p role="alert" class="error card">
        {error.message}
      </p>
    );
  }
  return (
    <div class="live">
      <SessionHeading live={live} heardAt={heardAt} />
      {error !== undefined && (
        <p role="status" class="error">
          {error.message} What is shown is of {formatTime(live.at)} {zoneName(live.at)}.
        </p>
      )}
      {live.session.judgingFailed !== undefined && (
        <p role="alert" class="error">
          Nothing is judged: {live.session.judgingFailed}
        </p>
      )}
      {live.session.languagesDropped?.map(({ language, reason }) => (
        <p key={language} role="status" class="error">
          {language} is not judged: {reason}
        </p>
      ))}
      <Tiles live={live} />
      <div class="columns">
        <Verdicts verdicts={verdicts} counts={live.verdictCounts} />
        <div class="stack">
          <Hosts hosts={live.hosts} />
          <LedgerView live={live} />
        </div>
      </div>
      <ScoreboardView sessionId={props.sessionId} judged={live.queue.judged} />
      <Decisions decisions={live.decisions} />
    </div>
  );
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
        note={`estimated ${formatUsd(cost.estimateUsd)}`}
      />
    </section>
  );
}

function Tile(props: { label: string; value: string; note?: string; children?: preact.ComponentChildren }) {
  return (
    <div class="tile" data-tile={props.label}>
      <span class="tile-value">{props.value}</span>
      <span class="tile-label">{props.label}</span>
      {props.note !== undefined && <span class="muted">{props.note}</span>}
      {props.children}
    </div>
  );
}
