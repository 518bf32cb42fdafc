import { formatUsd } from '../../core/api/format-quantity.ts';
import type { StageOverview } from '../../core/api/stage.ts';
import { formatDateTime, tellInstants } from '../format.ts';

/** What the account allows, and what launches and examinations found that it or its hosts lack. */
export function AccountCard({ stage }: { stage: StageOverview }) {
  const { vcpus, accountFindings, languagesMissing, webhooksDisabled, budgetUsd } = stage;
  return (
    <section class="card" aria-labelledby="account-heading">
      <h2 id="account-heading">Account and hosts</h2>
      <dl>
        <dt>vCPUs that sessions hold now, and at the most</dt>
        <dd>
          {vcpus.held}, {vcpus.peak} of {vcpus.quota}
        </dd>
        <dt>most that a session may be estimated at</dt>
        <dd>{formatUsd(budgetUsd)}</dd>
      </dl>
      {accountFindings.length === 0 && languagesMissing.length === 0 && (
        <p class="muted">
          EC2 has refused nothing in the last seven days, and no language was found missing.
        </p>
      )}
      <ul class="decisions">
        {accountFindings.map(({ at, what, reason }) => (
          <li key={at + what}>
            <span class="badge bad">refused</span> <code>{what}</code> {tellInstants(reason)}{' '}
            <span class="muted">{formatDateTime(at)}</span>
          </li>
        ))}
        {languagesMissing.map(({ language, reason }) => (
          <li key={language}>
            <span class="badge bad">missing</span> <code>{language}</code> {reason}
          </li>
        ))}
        {webhooksDisabled.map(({ webhookId, url, owner, at, reason }) => (
          <li key={webhookId}>
            <span class="badge bad">disabled</span> webhook <code>{url}</code> of {owner}:{' '}
            {tellInstants(reason)} <span class="muted">{formatDateTime(at)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
