import { useEffect, useState } from 'preact/hooks';
import type { ReviewRequest } from '../../core/api/reviews.ts';
import { SOLIDITY } from '../../core/review/review-languages.ts';
import { MAX_REVIEW_BYTES } from '../../core/review/review-limits.ts';
import { RULE_KINDS } from '../../core/review/rule.ts';
import { hasEnding } from '../../core/submissions/file-names.ts';
import { api, loadConfig, patientApi } from '../api.ts';
import { DropZone } from '../booking/drop-zone.tsx';
import { toApiError } from '../console-api.ts';

type Kind = ReviewRequest['kind'];
interface Choice {
  readonly id: string;
  readonly name: string;
  readonly extensions: readonly string[];
}

const KIND_WORDS: Readonly<Record<Kind, string>> = {
  all: 'everything',
  security: 'security',
  quality: 'quality',
  style: 'style',
};

/** A source is pasted or dropped, its language chosen, and its review asked for. */
export function ReviewForm({ onAsked }: { onAsked: (reviewId: string) => void }) {
  const [languages, setLanguages] = useState<readonly Choice[]>([SOLIDITY]);
  const [language, setLanguage] = useState<string>(SOLIDITY.id);
  const [kind, setKind] = useState<Kind>('all');
  const [name, setName] = useState<string>();
  const [source, setSource] = useState('');
  const [fault, setFault] = useState<string>();
  const [isAsking, setAsking] = useState(false);

  useEffect(() => {
    let isGone = false;
    // Those with rules, by the names that people know. Without the list contracts can be reviewed all the same.
    Promise.all([loadConfig(), patientApi.call('listReviewRules', { query: {} })]).then(
      ([config, known]) => {
        const all: readonly Choice[] = [SOLIDITY, ...config.languages];
        const reviewed = all.filter(({ id }) => known.languages.some((one) => one.language === id));
        if (!isGone && reviewed.length > 0) setLanguages(reviewed);
      },
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, []);

  // The list may come after the file.
  useEffect(() => {
    const told = languages.find(({ extensions }) => hasEnding(name ?? '', extensions));
    if (told !== undefined) setLanguage(told.id);
  }, [languages, name]);

  const take = async ([file]: readonly File[]) => {
    if (file === undefined) return;
    if (file.size > MAX_REVIEW_BYTES) {
      setFault(
        `${file.name} has ${Math.ceil(file.size / 1024)} KiB; at most ${MAX_REVIEW_BYTES / 1024} KiB are reviewed.`,
      );
      return;
    }
    try {
      setSource(new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()));
    } catch {
      setFault(`${file.name} is no text of UTF-8.`);
      return;
    }
    setFault(undefined);
    setName(file.name);
  };
  const send = async () => {
    setAsking(true);
    setFault(undefined);
    try {
      const body = { source, language, kind, ...(name === undefined ? {} : { name: name.slice(-200) }) };
      const { reviewId } = await api.call('createReview', { headers: { prefer: 'wait=5' }, body });
      onAsked(reviewId);
    } catch (error) {
      setFault(toApiError(error).message);
      setAsking(false);
    }
  };
  return (
    <form
      class="card review-form"
      aria-labelledby="review-form-heading"
      onSubmit={(event) => {
        event.preventDefault();
        if (source.trim() === '') setFault('There is nothing to review yet: paste a source, or drop a file.');
        else void send();
      }}
    >
      <h1 id="review-form-heading">Review a source</h1>
      <p class="muted">
        Rules look for what reads like a fault in a smart contract or a program. Nothing of it is run, and no
        finding does not mean that there is none.
      </p>
      <div class="filters">
        <label class="field">
          Language
          <select value={language} onChange={(event) => setLanguage(event.currentTarget.value)}>
            {languages.map(({ id, name: words }) => (
              <option key={id} value={id}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          Look for
          <select value={kind} onChange={(event) => setKind(event.currentTarget.value as Kind)}>
            {(['all', ...RULE_KINDS] as const).map((one) => (
              <option key={one} value={one}>
                {KIND_WORDS[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <DropZone
        title="Drop a file here, or choose one"
        note={name ?? `One file, at most ${MAX_REVIEW_BYTES / 1024} KiB; its ending says the language`}
        accept=""
        multiple={false}
        onFiles={(files) => void take(files)}
      />
      <label class="field">
        Source
        <textarea
          class="source-input"
          rows={14}
          spellcheck={false}
          autocapitalize="off"
          value={source}
          onInput={(event) => setSource(event.currentTarget.value)}
        />
      </label>
      {fault !== undefined && (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
      <p class="acts">
        <button type="submit" disabled={isAsking}>
          {isAsking ? 'Reviewing …' : 'Review'}
        </button>
      </p>
    </form>
  );
}
