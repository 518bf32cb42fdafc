import type { LiveSession } from '../../core/api/live.ts';
import { formatTime, tellInstants } from '../format.ts';

/** What was done automatically, and why. */
export function Decisions({ decisions }: { decisions: LiveSession['decisions'] }) {
  if (decisions.length === 0) return null;
  return (
    <section class="card">
      <h2>What was done, and why</h2>
      <ul class="decisions">
        {decisions.map(({ at, subject, action, reason }, index) => (
          <li key={`${at}-${subject}-${index}`}>
            <span class="muted">{formatTime(at)}</span> <strong>{action}</strong> <code>{subject}</code>{' '}
            {tellInstants(reason)}
          </li>
        ))}
      </ul>
    </section>
  );
}
