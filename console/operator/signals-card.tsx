import type { StageOverview } from '../../core/api/stage.ts';
import { formatDateTime, tellInstants } from '../format.ts';
import { hrefOf } from './watched.ts';

type Signal = StageOverview['signals'][number];

/** Whether somebody should look today: what weighs little is only listed. */
export function isWeighty({ severity }: Signal): boolean {
  return severity !== 'low';
}

/** What may be an attack, the weightiest first, each with what was seen; nothing where nothing was. */
export function SignalsCard({ signals }: { signals: readonly Signal[] }) {
  if (signals.length === 0) return null;
  return (
    <section class="card" aria-labelledby="signals-heading">
      <h2 id="signals-heading">May be an attack ({signals.length})</h2>
      <p class="muted">Of the last seven days. A signal accuses nobody: it says where to look.</p>
      <ul class="decisions">
        {signals.map((signal) => (
          <SignalLine
            key={`${signal.at} ${signal.kind} ${signal.sessionId} ${signal.subject}`}
            signal={signal}
          />
        ))}
      </ul>
    </section>
  );
}

function SignalLine({ signal }: { signal: Signal }) {
  const { kind, severity, what, subject, sessionId, at, lastAt, count, evidence, latest } = signal;
  const [first, last] = [formatDateTime(at), formatDateTime(lastAt)];
  return (
    <li>
      <span class={`badge ${isWeighty(signal) ? 'bad' : 'busy'}`}>{severity}</span> <strong>{kind}</strong>{' '}
      {sessionId === undefined ? (
        <code>{subject}</code>
      ) : (
        <a href={hrefOf({ sessionId })}>
          <code>{subject}</code>
        </a>
      )}
      : {what}{' '}
      <span class="muted">
        {count > 1 && `${count} times, `}
        {first === last ? first : `${first} to ${last}`}
      </span>
      <div class="muted">{tellInstants(evidence)}</div>
      {latest !== evidence && <div class="muted">At last: {tellInstants(latest)}</div>}
    </li>
  );
}
