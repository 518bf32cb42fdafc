import { formatUsd } from '../../core/api/format-quantity.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { formatDateTime, tellInstants } from '../format.ts';
import type { Quote } from './use-quote.ts';

/** What the booking would cost, what it takes, and what will happen when; or what is still to be said. */
export function QuotePanel(props: { quote: Quote; missing: readonly string[] }) {
  const { quote, missing } = props;
  const { answer: booked, error, isOld } = quote;
  if (missing.length > 0)
    return (
      <div role="status">
        <p class="muted">Price and readiness are told as soon as these are said:</p>
        <ul class="missing">
          {missing.map((what) => (
            <li key={what}>{what}</li>
          ))}
        </ul>
      </div>
    );
  if (error !== undefined && !isOld) {
    const { faults = [] } = error.details;
    return (
      <div class="note bad" role="alert">
        <p>
          <strong>It cannot be booked like this.</strong> {faults.length === 0 && error.message}
        </p>
        <ul>
          {faults.map(({ field, detail }) => (
            <li key={field + detail}>
              <code>{field}</code> {detail}
            </li>
          ))}
        </ul>
      </div>
    );
  }
  if (booked === undefined) return <p class="muted">Asking for the price …</p>;
  const { estimate, session, plan, warnings } = booked;
  const { fleet, deployment } = session;
  return (
    <div class={isOld ? 'old' : ''}>
      <p class="price">
        <span class="tile-value" data-testid="price">
          {formatUsd(estimate.usd)}
        </span>{' '}
        <span class="muted">{isOld ? 'being asked anew …' : 'estimated'}</span>
      </p>
      <dl>
        {estimate.lines.map(({ what, usd }) => [
          <dt key={`t-${what}`}>{what}</dt>,
          <dd key={`d-${what}`}>{formatUsd(usd)}</dd>,
        ])}
      </dl>
      <p>
        {deployment.kind === 'fleet'
          ? `${countOf(fleet.hosts ?? 0, 'host')} (${fleet.instanceType ?? ''}), ${countOf((fleet.hosts ?? 0) * (fleet.slotsPerHost ?? 0), 'judge call')} at a time`
          : 'Judged on hosts that somebody keeps'}{' '}
        for {countOf(session.participantCount, 'participant')} in {session.languages.join(', ')}.
      </p>
      {warnings.length === 0 ? (
        <p class="good-text">✓ ready to be booked</p>
      ) : (
        <ul class="note busy">
          {warnings.map(({ field, detail }) => (
            <li key={field + detail}>
              <code>{field}</code> {tellInstants(detail)}
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>What will happen when</summary>
        <ul class="plan">
          {plan.map(({ at, what }) => (
            <li key={at + what}>
              <span class="muted">{formatDateTime(at)}</span> {what}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
