import { useEffect, useState } from 'preact/hooks';
import type { AnswerOf } from '../../core/api/routes.ts';
import { api, patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { Copyable } from '../views/copyable.tsx';
import { SourceView } from '../views/source-view.tsx';
import { ReviewState } from './review-state.tsx';
import { ReviewedSource } from './reviewed-source.tsx';
import { useReview } from './use-review.ts';

type HandedIn = AnswerOf<'getSubmissionSource'>;

/** A file of what was handed in; of a program of one file without a name. */
interface ShownFile {
  readonly name: string | undefined;
  readonly source: string;
  /** The review that it has. */
  readonly reviewId: string | undefined;
}

/** What was handed in, with its review beside it: the one that there is, or one that staff ask for here. */
export function SubmissionReview(props: {
  sessionId: string;
  submissionId: string;
  handedIn: HandedIn;
  /** Of downloads, without an ending. */
  name: string;
}) {
  const { sessionId, submissionId, handedIn, name } = props;
  const [stored, setStored] = useState<{ readonly reviewId: string; readonly of: string | undefined }>();
  /** Ids of reviews that were asked for here, by file. */
  const [asked, setAsked] = useState<ReadonlyMap<string | undefined, string>>(new Map());
  const [isAsking, setAsking] = useState(false);
  const [fault, setFault] = useState<string>();

  useEffect(() => {
    const ending = new AbortController();
    patientApi.call('listReviews', { query: { sessionId, submissionId, limit: 1 } }, ending.signal).then(
      ({ items: [newest] }) => {
        if (newest !== undefined) setStored({ reviewId: newest.reviewId, of: newest.name });
      },
      (error: unknown) => {
        if (!ending.signal.aborted) setFault(toApiError(error).message);
      },
    );
    return () => ending.abort();
  }, [sessionId, submissionId]);

  const files = filesOf(handedIn, stored, asked);
  const { language, input, mainFile } = handedIn;
  const review = async () => {
    setAsking(true);
    setFault(undefined);
    try {
      const ids = new Map<string | undefined, string>();
      for (const file of files) {
        const body = { source: file.source, language, kind: 'all' as const, ...nameFor(file.name) };
        ids.set(
          file.name,
          (await api.call('createReview', { headers: { prefer: 'wait=5' }, body })).reviewId,
        );
      }
      setAsked(ids);
    } catch (error) {
      setFault(toApiError(error).message);
    } finally {
      setAsking(false);
    }
  };
  return (
    <>
      {files.every(({ reviewId }) => reviewId === undefined) && (
        <p class="acts">
          <button type="button" class="quiet small" disabled={isAsking} onClick={() => void review()}>
            {isAsking ? 'Reviewing …' : 'Review it'}
          </button>
          <span class="muted">Looks for what reads like a fault; runs nothing, and tells nobody.</span>
        </p>
      )}
      {fault !== undefined && (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
      {files.map((file) => (
        <section key={file.name ?? ''} class="source-file" aria-label={file.name ?? 'Program'}>
          {file.name !== undefined && (
            <h3>
              <code>{file.name}</code>
              {file.name === mainFile && <span class="muted"> is started</span>}
            </h3>
          )}
          <ReviewedFile file={file} language={language} name={name} />
        </section>
      ))}
      {input !== undefined && (
        <Copyable title="The input that it ran on" text={input} fileName={`${name}.in`} />
      )}
    </>
  );
}

function ReviewedFile({ file, language, name }: { file: ShownFile; language: string; name: string }) {
  const review = useReview(file.reviewId);
  const shown = {
    source: file.source,
    language,
    name,
    ...(file.name === undefined ? {} : { fileName: file.name }),
  };
  if (review !== undefined && 'report' in review && review.report !== undefined)
    return <ReviewedSource {...shown} report={review.report} ageSeconds={review.cached?.ageSeconds} />;
  return (
    <>
      {file.reviewId !== undefined && <ReviewState review={review} />}
      <SourceView {...shown} />
    </>
  );
}

/** Its files, the one that is started first; a review of the whole is the one of that file. */
function filesOf(
  { source = '', files, mainFile }: HandedIn,
  stored: { readonly reviewId: string; readonly of: string | undefined } | undefined,
  asked: ReadonlyMap<string | undefined, string>,
): readonly ShownFile[] {
  const named =
    files === undefined
      ? [{ name: undefined, source }]
      : files.toSorted((a, b) => Number(b.name === mainFile) - Number(a.name === mainFile));
  const its = named.find((file) => file.name !== undefined && file.name === stored?.of) ?? named[0];
  return named.map((file) => ({
    name: file.name,
    source: file.source,
    reviewId: asked.get(file.name) ?? (file === its ? stored?.reviewId : undefined),
  }));
}

const nameFor = (name: string | undefined) => (name === undefined ? {} : { name });
