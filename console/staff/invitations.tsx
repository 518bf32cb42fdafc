import { useEffect, useState } from 'preact/hooks';
import type { ParticipantView, StaffSession } from '../../core/api/sessions.ts';
import type { ClientConfig } from '../../core/api/system.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { loadConfig } from '../api.ts';
import { ScrollRegion } from '../views/scroll-region.tsx';
import { ActDialog } from './act-dialog.tsx';
import type { Invitation } from './invite-in-parts.ts';
import { useInvitations } from './use-invitations.ts';

type Outcome = Invitation['outcome'];

const WORDS: Readonly<Record<Outcome, readonly [tone: string, words: string]>> = {
  none: ['busy', 'no account'],
  waiting: ['busy', 'invited, never logged in'],
  invited: ['good', 'invited just now'],
  there: ['good', 'has logged in'],
  'other-address': ['bad', 'account with another address'],
  'no-address': ['idle', 'no mail address'],
  failed: ['bad', 'failed'],
};

/** Whom an invitation reaches, as their account stands. */
const CAN_BE_INVITED: ReadonlySet<Outcome | undefined> = new Set(['none', 'waiting', 'failed']);

/** Who has an account, who was invited and never came, and who cannot be reached; and invitations, to one or to all. */
export function Invitations(props: { session: StaffSession; roster: readonly ParticipantView[] }) {
  const { roster } = props;
  const { sessionId } = props.session;
  const { known, progress, fault, look, invite } = useInvitations(sessionId);
  const [config, setConfig] = useState<ClientConfig>();
  const [asked, setAsked] = useState<readonly string[]>();
  const idsOf = (outcome: Outcome) =>
    roster
      .filter(({ participantId }) => known.get(participantId)?.outcome === outcome)
      .map(({ participantId }) => participantId);
  const everybody = roster.map(({ participantId }) => participantId);

  useEffect(() => {
    loadConfig().then(setConfig, () => undefined);
  }, []);
  const names = everybody.join();
  useEffect(() => void look(everybody), [names]);

  const offer = (ids: readonly string[], words: (count: string) => string) =>
    ids.length > 0 && (
      <button type="button" class="small" disabled={progress !== undefined} onClick={() => setAsked(ids)}>
        {words(countOf(ids.length, 'participant'))} …
      </button>
    );
  return (
    <section class="card" aria-labelledby="invitations-heading">
      <div class="card-head">
        <h2 id="invitations-heading">Accounts and invitations</h2>
        <button
          type="button"
          class="quiet small"
          disabled={progress !== undefined}
          onClick={() => void look(everybody)}
        >
          Look again
        </button>
      </div>
      <p class="muted">
        An invitation makes an account, and mails its first password, to the address on the roster.
        {config?.cognitoEndpoint !== undefined &&
          ' This system runs on one machine and sends no mail: there everybody is let in by the links that it printed.'}
      </p>
      {fault !== undefined && (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
      <p role="status">
        {progress === undefined
          ? tell(roster.flatMap(({ participantId }) => known.get(participantId)?.outcome ?? []))
          : `${progress.done} of ${progress.of} …`}
      </p>
      <p class="acts">
        {offer(idsOf('none'), (count) => `Invite ${count} without an account`)}
        {offer(idsOf('waiting'), (count) => `Mail ${count} another first password`)}
        {offer(idsOf('failed'), (count) => `Repeat ${count} for whom it failed`)}
      </p>
      <ScrollRegion label="Account of each participant">
        <table>
          <thead>
            <tr>
              <th scope="col">Participant</th>
              <th scope="col">Mail address</th>
              <th scope="col">Account</th>
              <th scope="col">
                <span class="unseen">Invite</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {roster.map((one) => (
              <Row
                key={one.participantId}
                participant={one}
                invitation={known.get(one.participantId)}
                isBusy={progress !== undefined}
                onInvite={() => setAsked([one.participantId])}
              />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {asked !== undefined && (
        <ActDialog
          title={`Invite ${asked.length === 1 ? asked[0] : countOf(asked.length, 'participant')}?`}
          confirm={asked.length === 1 ? 'Invite' : `Invite ${asked.length}`}
          run={() => invite(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>
            {asked.length === 1 ? 'They get' : 'Each gets'} a mail with the user name and a first password,
            which replaces one that was mailed before. Accounts that somebody has logged in with are let be.
          </p>
        </ActDialog>
      )}
    </section>
  );
}

function tell(outcomes: readonly Outcome[]): string {
  if (outcomes.length === 0) return 'Looking at the accounts …';
  const counts = Map.groupBy(outcomes, (outcome) => outcome);
  return (Object.keys(WORDS) as Outcome[])
    .flatMap((outcome) => (counts.has(outcome) ? `${WORDS[outcome][1]}: ${counts.get(outcome)?.length}` : []))
    .join(' · ');
}

function Row(props: {
  participant: ParticipantView;
  invitation: Invitation | undefined;
  isBusy: boolean;
  onInvite: () => void;
}) {
  const { participant, invitation, isBusy, onInvite } = props;
  const { participantId, name, email } = participant;
  const outcome = invitation?.outcome;
  const words = outcome === 'waiting' ? 'Mail again' : 'Invite';
  return (
    <tr>
      <th scope="row">
        {participantId} {name !== participantId && <span class="muted">{name}</span>}
      </th>
      <td>{email}</td>
      <td>
        {outcome === undefined ? (
          <span class="muted">…</span>
        ) : (
          <span class={`badge ${WORDS[outcome][0]}`}>{WORDS[outcome][1]}</span>
        )}
        {invitation?.reason !== undefined && <div class="reason">{invitation.reason}</div>}
      </td>
      <td>
        {CAN_BE_INVITED.has(outcome) && email !== undefined && (
          <button
            type="button"
            class="link"
            disabled={isBusy}
            aria-label={`${words} ${participantId}`}
            onClick={onInvite}
          >
            {words}
          </button>
        )}
      </td>
    </tr>
  );
}
