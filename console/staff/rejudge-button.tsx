import { useState } from 'preact/hooks';
import type { StaffSession } from '../../core/api/sessions.ts';
import { RejudgeDialog, type RejudgeWish } from './rejudge-dialog.tsx';

/** Opens the question how something is to be judged again. */
export function RejudgeButton(props: { session: StaffSession; wish: RejudgeWish; text: string }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="quiet small" onClick={() => setAsking(true)}>
        {props.text}
      </button>
      {isAsking && (
        <RejudgeDialog session={props.session} wish={props.wish} onClose={() => setAsking(false)} />
      )}
    </>
  );
}
