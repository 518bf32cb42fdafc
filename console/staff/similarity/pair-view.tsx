import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { StaffSession } from '../../../core/api/sessions.ts';
import { countOf } from '../../../core/exam/count-of.ts';
import { formatShare } from '../../../core/similarity/describe-report.ts';
import { markLines } from '../../../core/similarity/mark-lines.ts';
import type { ReportedFragment } from '../../../core/similarity/similarity-report.ts';
import { formatDateTime } from '../../format.ts';
import { writeRoute } from '../../route.ts';
import { ScrollRegion } from '../../views/scroll-region.tsx';
import { saveEvidence } from './save-report.ts';
import type { Compared } from './use-comparison.ts';

type Side = 'left' | 'right';

/** A fragment that somebody has chosen, and from which side: the other one is shown. */
interface Chosen {
  readonly fragment: number;
  readonly from: Side;
}

const otherOf = (side: Side): Side => (side === 'left' ? 'right' : 'left');
const COLOURS = 6;

/** Two programs side by side, with what they share marked and linked. */
export function PairView(props: {
  session: StaffSession;
  label: string;
  compared: Compared;
  pair: readonly [string, string];
}) {
  const { session, label, compared } = props;
  const { report, programs } = compared;
  const [chosen, setChosen] = useState<Chosen>();
  const sides = useRef<HTMLDivElement>(null);
  const linkTo = (at: number) => {
    const pair = report.pairs[at];
    const ids = pair && [programs[pair.left]?.submissionId, programs[pair.right]?.submissionId];
    return writeRoute({
      page: 'live',
      sessionId: session.sessionId,
      part: {
        view: 'similarity',
        label,
        ...(ids?.[0] !== undefined && ids[1] !== undefined ? { pair: [ids[0], ids[1]] as const } : {}),
      },
    });
  };
  const at = report.pairs.findIndex(
    ({ left, right }) =>
      programs[left]?.submissionId === props.pair[0] && programs[right]?.submissionId === props.pair[1],
  );
  const pair = report.pairs[at];

  // Before they are drawn: afterwards it would take back what was chosen meanwhile.
  useLayoutEffect(() => setChosen(undefined), [props.pair.join()]);
  useLayoutEffect(() => {
    if (chosen === undefined) return;
    const target = sides.current?.querySelector<HTMLElement>(
      `[data-side="${otherOf(chosen.from)}"] button[data-fragment="${chosen.fragment}"]`,
    );
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: 'center', inline: 'nearest' });
  }, [chosen]);
  useEffect(() => {
    const container = sides.current;
    // The text leads where its number does, for whoever has a mouse; the number alone is a stop of the keyboard.
    const follow = ({ target }: Event) => {
      const mark = target instanceof Element ? target.closest<HTMLElement>('mark[data-fragment]') : null;
      const side = mark?.closest<HTMLElement>('[data-side]')?.dataset['side'];
      if (mark !== null && (side === 'left' || side === 'right'))
        setChosen({ fragment: Number(mark.dataset['fragment']), from: side });
    };
    container?.addEventListener('click', follow);
    return () => container?.removeEventListener('click', follow);
  }, [pair]);

  if (pair === undefined)
    return (
      <p class="card">
        These two programs are not among the similar pairs by the rules of now.{' '}
        <a href={linkTo(-1)}>All pairs of {label}</a>
      </p>
    );
  return (
    <section class="card" aria-labelledby="pair-heading">
      <p class="muted">
        <a href={linkTo(-1)}>All pairs of {label}</a> / {at + 1} of {report.pairs.length}
      </p>
      <div class="card-head">
        <h2 id="pair-heading">{formatShare(pair.similarity)} similar</h2>
        <div class="acts">
          {at > 0 && (
            <a class="button quiet small" href={linkTo(at - 1)}>
              Previous pair
            </a>
          )}
          {at + 1 < report.pairs.length && (
            <a class="button quiet small" href={linkTo(at + 1)}>
              Next pair
            </a>
          )}
          <button
            type="button"
            class="quiet small"
            onClick={() => saveEvidence(session, label, compared, at)}
          >
            Evidence (HTML)
          </button>
        </div>
      </div>
      <p>
        {countOf(pair.fragments.length, 'fragment')} in both, the longest of{' '}
        {countOf(pair.longestLines, 'line')}. A number leads to the same fragment on the other side.
      </p>
      <div class="sides" ref={sides}>
        {(['left', 'right'] as const).map((side) => (
          <SourceSide
            key={side}
            side={side}
            session={session}
            program={programs[pair[side]]}
            fragments={pair.fragments}
            chosen={chosen?.fragment}
            onChoose={(fragment) => setChosen({ fragment, from: side })}
          />
        ))}
      </div>
    </section>
  );
}

function SourceSide(props: {
  side: Side;
  session: StaffSession;
  program: Compared['programs'][number] | undefined;
  fragments: readonly ReportedFragment[];
  chosen: number | undefined;
  onChoose: (fragment: number) => void;
}) {
  const { side, session, program, fragments, chosen, onChoose } = props;
  const lines = useMemo(
    () =>
      markLines(
        program?.source ?? '',
        fragments.map((fragment) => fragment[side]),
      ),
    [program, fragments, side],
  );
  if (program === undefined) return null;
  const { sessionId } = session;
  const { participantId, name, submissionId, submittedAt, language, verdict } = program;
  return (
    <div class="side" data-side={side}>
      <h3>
        <a href={writeRoute({ page: 'live', sessionId, part: { view: 'person', participantId } })}>
          {participantId}
        </a>{' '}
        {name !== participantId && <span class="muted">{name}</span>}
      </h3>
      <p class="muted">
        <a href={writeRoute({ page: 'live', sessionId, part: { view: 'submission', submissionId } })}>
          {verdict} in {language}
        </a>
        , {formatDateTime(submittedAt)}
      </p>
      <ScrollRegion label={`Program of ${participantId}`}>
        <ol class="marked-lines">
          {lines.map((pieces, line) => (
            <li key={line}>
              {pieces.map(({ text, fragment, begins }, place) =>
                fragment === undefined ? (
                  text
                ) : (
                  <span key={place}>
                    {begins && (
                      <button
                        type="button"
                        class="fragment"
                        data-fragment={fragment}
                        aria-label={describeFragment(fragments, fragment, side)}
                        onClick={() => onChoose(fragment)}
                      >
                        {fragment + 1}
                      </button>
                    )}
                    <mark
                      class={`match-${fragment % COLOURS} ${fragment === chosen ? 'chosen' : ''}`}
                      data-fragment={fragment}
                    >
                      {text}
                    </mark>
                  </span>
                ),
              )}
            </li>
          ))}
        </ol>
      </ScrollRegion>
    </div>
  );
}

function describeFragment(fragments: readonly ReportedFragment[], at: number, side: Side): string {
  const fragment = fragments[at];
  if (fragment === undefined) return '';
  const lines = ({ startLine, endLine }: ReportedFragment[Side]) =>
    startLine === endLine ? `line ${startLine}` : `lines ${startLine} to ${endLine}`;
  return `Fragment ${at + 1} of ${fragments.length}, ${lines(fragment[side])}: go to ${lines(fragment[otherOf(side)])} of the other program`;
}
