import type { StaffSession } from '../../core/api/sessions.ts';
import { formatDateTime, tellInstants } from '../format.ts';

/** What staff must not overlook of a session. */
export function SessionBanners({ session }: { session: StaffSession }) {
  const { paused, judgingFailed, withoutHostsSince, languagesDropped = [] } = session;
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
