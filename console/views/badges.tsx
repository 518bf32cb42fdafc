import type { HostView } from '../../core/api/live.ts';
import type { StaffSession } from '../../core/api/sessions.ts';

type Tone = 'good' | 'busy' | 'bad' | 'idle';

const WINDOW_TONES: Record<StaffSession['window'], Tone> = { before: 'idle', open: 'good', closed: 'idle' };
const FLEET_TONES: Record<StaffSession['fleet']['state'], Tone> = {
  none: 'idle',
  launching: 'busy',
  ready: 'good',
  draining: 'busy',
  gone: 'idle',
  failed: 'bad',
};
const HOST_TONES: Record<HostView['state'], Tone> = {
  requested: 'busy',
  booting: 'busy',
  examining: 'busy',
  ready: 'good',
  suspect: 'bad',
  draining: 'busy',
  terminated: 'idle',
  rejected: 'bad',
};

const WINDOW_WORDS: Record<StaffSession['window'], string> = {
  before: 'to come',
  open: 'open',
  closed: 'closed',
};

function Badge({ tone, text }: { tone: Tone; text: string }) {
  return <span class={`badge ${tone}`}>{text}</span>;
}

/** Where the clock stands in the session: its state, or `text` when more is to be said. */
export function WindowBadge(props: { state: StaffSession['window']; cancelled: boolean; text?: string }) {
  const { state, cancelled, text } = props;
  return (
    <Badge
      tone={cancelled ? 'bad' : WINDOW_TONES[state]}
      text={text ?? (cancelled ? 'cancelled' : WINDOW_WORDS[state])}
    />
  );
}

/** The fleet's state. */
export function FleetBadge({ state }: { state: StaffSession['fleet']['state'] }) {
  return <Badge tone={FLEET_TONES[state]} text={state} />;
}

/** A host's state. */
export function HostBadge({ state }: { state: HostView['state'] }) {
  return <Badge tone={HOST_TONES[state]} text={state} />;
}
