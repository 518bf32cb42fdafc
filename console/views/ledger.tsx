import { useEffect, useState } from 'preact/hooks';
import { formatDuration, formatUsd } from '../../core/api/format-quantity.ts';
import type { LiveSession, SessionLedger } from '../../core/api/live.ts';
import { patientApi } from '../api.ts';

/** The session's account; once it is settled, with the bill item by item. */
export function LedgerView({ live }: { live: LiveSession }) {
  const [settled, setSettled] = useState<SessionLedger>();
  const { settledAt, sessionId } = live.session;

  useEffect(() => {
    if (settledAt === undefined) return;
    const ending = new AbortController();
    // A bill that cannot be read now is read when the page is opened next; the ledger above it is shown meanwhile.
    patientApi.call('getLedger', { params: { sessionId } }, ending.signal).then(setSettled, () => undefined);
    return () => ending.abort();
  }, [sessionId, settledAt]);

  const ledger = settled?.ledger ?? live.ledger;
  return (
    <section class="card" aria-labelledby="ledger-heading">
      <h2 id="ledger-heading">Ledger</h2>
      <dl>
        <dt>accepted</dt>
        <dd>{ledger.submissions.accepted}</dd>
        <dt>= judged + quarantined + waiting</dt>
        <dd>
          {ledger.submissions.judged} + {ledger.submissions.quarantined} +{' '}
          {ledger.submissions.queued + ledger.submissions.running}
        </dd>
        <dt>hosts launched, terminated</dt>
        <dd>
          {ledger.hosts.launched}, {ledger.hosts.terminated}
        </dd>
        <dt>host time</dt>
        <dd>{formatDuration(ledger.hostSeconds * 1000)}</dd>
        {settled?.bill.map(({ what, usd }) => [
          <dt key={`t-${what}`}>{what}</dt>,
          <dd key={`d-${what}`}>{formatUsd(usd)}</dd>,
        ])}
        <dt>total</dt>
        <dd>
          <strong>{formatUsd(ledger.usd)}</strong>
        </dd>
      </dl>
      <p class={ledger.balanced ? 'good-text' : 'muted'} data-balanced={ledger.balanced}>
        {ledger.balanced ? '✓ balanced' : ledger.open.join('; ')}
      </p>
    </section>
  );
}
