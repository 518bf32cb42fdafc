import { useEffect, useState } from 'preact/hooks';
import type { AnswerOf } from '../../core/api/routes.ts';
import { formatTime } from '../format.ts';
import { useHandedIn } from '../use-handed-in.ts';
import { DiffView } from './diff-view.tsx';
import { useExam } from './exam.ts';
import type { FileChange } from './line-diff.ts';
import type { OwnSubmission } from './merge-submissions.ts';

/** What a submission changed against an earlier one, file by file. */
export function Changes(props: {
  handedIn: AnswerOf<'getSubmissionSource'>;
  earlier: readonly OwnSubmission[];
}) {
  const { session } = useExam();
  const [against, setAgainst] = useState<string>();
  const [changes, setChanges] = useState<readonly FileChange[]>();
  const other = useHandedIn(session.sessionId, against);

  useEffect(() => {
    setChanges(undefined);
    if (other === undefined || 'fault' in other) return;
    import('./line-diff.ts').then(
      ({ compareFiles }) => setChanges(compareFiles(other, props.handedIn)),
      () => undefined,
    );
  }, [other]);

  return (
    <>
      <label>
        What changed since{' '}
        <select
          value={against ?? ''}
          onChange={(event) =>
            setAgainst(event.currentTarget.value === '' ? undefined : event.currentTarget.value)
          }
        >
          <option value="">choose an earlier one</option>
          {props.earlier.map((one) => (
            <option key={one.submissionId} value={one.submissionId}>
              {formatTime(one.submittedAt)} {one.trial ? 'trial' : 'submission'} {sayOutcome(one)},{' '}
              {one.language}
            </option>
          ))}
        </select>
      </label>
      {other !== undefined && 'fault' in other && <p class="error">{other.fault}</p>}
      {changes?.length === 0 && <p>Nothing: they are the same.</p>}
      {changes?.map(({ name, kind, lines }) => (
        <div key={name}>
          {name !== undefined && (
            <h3>
              <code>{name}</code> {kind !== 'changed' && <span class="muted">is {kind}</span>}
            </h3>
          )}
          <DiffView
            lines={lines}
            label={name === undefined ? 'What changed' : `What changed in ${name}`}
            removed="before"
            added="now"
          />
        </div>
      ))}
    </>
  );
}

/** `AC`, `queued`; a run on an own input has no verdict worth the name. */
function sayOutcome({ verdict, state, inputBytes }: OwnSubmission): string {
  return verdict === 'AC' && inputBytes !== undefined ? 'ran' : (verdict ?? state);
}
