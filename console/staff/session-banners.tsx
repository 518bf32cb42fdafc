import type { StaffSession } from '../../core/api/sessions.ts';
import { formatDateTime, tellInstants } from '../format.ts';

/** What staff must not overlook of a session. */
export function SessionBanners({ session }: { session: StaffSession }) {
  const { paused, judgingFailed, withoutHostsSince, languagesDropped = [], budgetTold } = session;
  return (
    <>
      {judgingFailed !== undefined && (
        <p role="alert" class="note bad">
          <strong>Nothing is judged.</strong> {tellInstants(judgingFailed)} What is handed in is quarantined,
          and participants are told.
        </p>
      )}
      {withoutHostsSince !== undefined && (
        <p role="alert" class="note bad">
          <strong>No host has judged since {formatDateTime(withoutHostsSince)}.</strong> What is handed in is
          kept and judged later, and participants are told. The decisions below say why hosts are missing.
        </p>
      )}
      {budgetTold !== undefined && (
        <p role="status" class={`note ${budgetTold.state === 'used' ? 'bad' : 'busy'}`}>
          <strong>
            {budgetTold.state === 'used'
              ? 'The budget launches no more hosts.'
              : 'The budget is nearly spent.'}
          </strong>{' '}
          Since {formatDateTime(budgetTold.at)}: {budgetTold.reason}. It can be changed on the command line.
        </p>
      )}
      {paused !== undefined && (
        <p role="status" class="note busy">
          <strong>Paused since {formatDateTime(paused.at)}.</strong> Nothing is taken until you resume; what
          was handed in before is judged. Reason: {paused.reason}
        </p>
      )}
      {languagesDropped.map(({ language, reason }) => (
        <p key={language} role="status" class="note bad">
          {language} is not judged: {tellInstants(reason)}
        </p>
      ))}
    </>
  );
}
