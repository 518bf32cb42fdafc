import type { ComponentChildren } from 'preact';
import { formatDuration } from '../../core/api/format-quantity.ts';
import { tellInstants } from '../format.ts';
import { useAge } from '../use-age.ts';
import { useAskedAnew } from '../use-asked-anew.ts';
import { PANEL_EVERY_MS } from './plan-asks.ts';

/** What one part of the page has asked for. */
export interface Asked<Answer> {
  /** The last that came, also after others did not. */
  readonly answer: Answer | undefined;
  /** When it came, by `performance.now()`. */
  readonly heardAt: number;
  /** Why the last ask failed. */
  readonly fault: string | undefined;
  /** Asks at once. */
  readonly again: () => void;
}

/** Asks for one part of the page by itself each 30 s while somebody looks, so that what fails is that part alone. */
export function usePanel<Answer>(ask: (signal: AbortSignal) => Promise<Answer>, news = 0): Asked<Answer> {
  return useAskedAnew(ask, news, PANEL_EVERY_MS);
}

/** What was asked for: what is known of it, and what fails with how old that is. @param what as in `The alerts could …` */
export function Panel<Answer>(props: {
  readonly what: string;
  readonly asked: Asked<Answer>;
  readonly children: (answer: Answer) => ComponentChildren;
}) {
  const { what, asked, children } = props;
  return (
    <>
      <FaultNote what={what} asked={asked} />
      {asked.answer !== undefined
        ? children(asked.answer)
        : asked.fault === undefined && <p class="muted">Asking for {what} …</p>}
    </>
  );
}

function FaultNote({ what, asked }: { what: string; asked: Asked<unknown> }) {
  const { answer, heardAt, fault } = asked;
  const age = useAge(heardAt);
  if (fault === undefined) return null;
  return (
    <p role="status" class="note bad">
      <strong>Not answered: {what}.</strong>{' '}
      {answer !== undefined && `What is shown is ${formatDuration(age)} old. `}
      <span class="muted">{tellInstants(fault)}</span>
    </p>
  );
}
