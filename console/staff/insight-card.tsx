import { describeBasis } from '../../core/api/describe-basis.ts';
import type { InsightFinding } from '../../core/api/insight.ts';
import { api } from '../api.ts';
import { formatDateTime, tellInstants } from '../format.ts';
import { useAskedAnew } from '../use-asked-anew.ts';

/** Asked while somebody looks, ms: what is found changes slowly. */
const EVERY_MS = 5 * 60_000;

const TITLES: Readonly<Record<InsightFinding['kind'], string>> = {
  'problem-limit': 'Limit of time',
  capacity: 'Size of the fleet',
  'host-speed': 'Speed of hosts',
  'failure-pattern': 'Failures',
  'maintenance-window': 'Maintenance',
};

/** What the session and earlier ones like it tell: each with what may be done about it, and on what it stands. */
export function InsightCard({ sessionId }: { sessionId: string }) {
  const { answer: insight, fault } = useAskedAnew(
    (signal) => api.call('getSessionInsight', { params: { sessionId } }, signal),
    0,
    EVERY_MS,
  );
  if (insight === undefined)
    return fault === undefined ? null : <p class="error">What history tells is not known: {fault}</p>;
  const { findings, silences } = insight;
  const silent = (
    <ul class="says">
      {silences.map(({ kind, reason }) => (
        <li key={kind}>
          {TITLES[kind]}: {reason}.
        </li>
      ))}
    </ul>
  );
  if (findings.length === 0)
    return (
      <details class="insight">
        <summary>Insight: nothing stands out so far</summary>
        {silent}
      </details>
    );
  return (
    <section class="card insight" aria-label="Insight">
      <h2>Insight</h2>
      <ul>
        {findings.map((finding) => (
          <li key={finding.text}>
            <h3>{TITLES[finding.kind]}</h3>
            <p>{startSentence(tellInstants(finding.text))}.</p>
            <p>{finding.advice}.</p>
            <p class="muted">Stands on {describeBasis(finding.basis, formatDateTime)}.</p>
          </li>
        ))}
      </ul>
      {silences.length > 0 && (
        <details>
          <summary>Of what nothing is said, and why</summary>
          {silent}
        </details>
      )}
    </section>
  );
}

const startSentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
