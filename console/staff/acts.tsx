import { useState } from 'preact/hooks';
import type { StaffSession } from '../../core/api/sessions.ts';
import { saveTemplate } from '../booking/save-template.ts';
import { writeRoute } from '../route.ts';
import { AnnounceDialog } from './announce-dialog.tsx';
import { ExtendDialog } from './extend-dialog.tsx';
import { HoursDialog } from './hours-dialog.tsx';
import { type StateAct, StateDialog } from './state-dialog.tsx';

type Act = 'extend' | 'hours' | 'announce' | StateAct;

/** What staff can do with a session as it stands; each act asks before it is done. */
export function Acts(props: { session: StaffSession; at: string; renew: () => Promise<void> }) {
  const { session, at, renew } = props;
  const [act, setAct] = useState<Act>();
  const [told, setTold] = useState('');
  const close = (done: boolean) => {
    setAct(undefined);
    if (!done) return;
    setTold('Done.');
    void renew();
  };
  const button = (name: Act, text: string, look = 'quiet') => (
    <button
      type="button"
      class={`small ${look}`}
      onClick={() => {
        setTold('');
        setAct(name);
      }}
    >
      {text}
    </button>
  );
  const { cancelled, paused, window, settledAt } = session;
  const lives = cancelled === undefined && window !== 'closed';
  return (
    <section class="acts" aria-label="What you can do">
      {lives && window === 'open' && button('extend', 'Extend …')}
      {lives && button('hours', 'Change hours …')}
      {lives && (paused === undefined ? button('pause', 'Pause intake …') : button('resume', 'Resume …', ''))}
      {settledAt === undefined && cancelled === undefined && button('announce', 'Announce …')}
      {lives && window === 'open' && button('end', 'End now …', 'quiet bad-act')}
      {lives && button('cancel', 'Cancel …', 'quiet bad-act')}
      {cancelled !== undefined &&
        Date.parse(session.times.opensAt) > Date.parse(at) &&
        button('restore', 'Restore …')}
      <a class="button quiet small" href={writeRoute({ page: 'book', from: session.sessionId })}>
        Book one like it
      </a>
      <button
        type="button"
        class="small quiet"
        onClick={() =>
          setTold(
            saveTemplate(session) ? 'Kept as a template in this browser.' : 'This browser keeps nothing.',
          )
        }
      >
        Save as template
      </button>
      <span role="status" class="muted">
        {told}
      </span>
      {act === 'extend' ? (
        <ExtendDialog session={session} onClose={close} />
      ) : act === 'hours' ? (
        <HoursDialog session={session} onClose={close} />
      ) : act === 'announce' ? (
        <AnnounceDialog session={session} onClose={close} />
      ) : act !== undefined ? (
        <StateDialog act={act} session={session} onClose={close} />
      ) : null}
    </section>
  );
}
