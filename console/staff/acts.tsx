import { useState } from 'preact/hooks';
import type { StaffSession } from '../../core/api/sessions.ts';
import { saveTemplate } from '../booking/save-template.ts';
import { writeRoute } from '../route.ts';
import { type Act, actsOf } from './acts-of.ts';
import { AnnounceDialog } from './announce-dialog.tsx';
import { ExtendDialog } from './extend-dialog.tsx';
import { HoursDialog } from './hours-dialog.tsx';
import { StateDialog } from './state-dialog.tsx';

const WORDS: Readonly<Record<Act, string>> = {
  open: 'Open now …',
  extend: 'Extend …',
  hours: 'Change hours …',
  pause: 'Pause intake …',
  resume: 'Resume …',
  announce: 'Announce …',
  end: 'End now …',
  cancel: 'Cancel …',
  restore: 'Restore …',
};
const LOOKS: Partial<Record<Act, string>> = { resume: '', end: 'quiet bad-act', cancel: 'quiet bad-act' };

/** What staff can do with a session as it stands; each act asks before it is done. */
export function Acts(props: { session: StaffSession; at: string; renew: () => Promise<void> }) {
  const { session, at, renew } = props;
  const [act, setAct] = useState<Act>();
  const [told, setTold] = useState('');
  const close = async (done: boolean) => {
    // The next act is of the session as this one has left it.
    if (done) await renew();
    setAct(undefined);
    if (done) setTold('Done.');
  };
  return (
    <section class="acts" aria-label="What you can do">
      {actsOf(session, at).map((name) => (
        <button
          key={name}
          type="button"
          class={`small ${LOOKS[name] ?? 'quiet'}`}
          onClick={() => {
            setTold('');
            setAct(name);
          }}
        >
          {WORDS[name]}
        </button>
      ))}
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
