import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../../core/api/client.ts';
import type { ClientConfig } from '../../core/api/system.ts';
import { given } from '../../core/exam/given.ts';
import { REVIEWS_POLICIES, SHOWS, type Shows } from '../../core/exam/session.ts';
import { loadConfig, patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { GradingFields } from '../grading/grading-fields.tsx';
import { REVIEWS_WORDS } from '../review/reviews-words.ts';
import { writeRoute } from '../route.ts';
import { Refusal } from '../staff/act-dialog.tsx';
import { fromLocalInput, zoneId } from '../staff/local-time.ts';
import { useTitle } from '../use-title.ts';
import {
  type BookingDraft,
  beneath,
  bookingOf,
  draftFrom,
  draftLike,
  EMPTY_BOOKING,
  missingOf,
} from './booking-draft.ts';
import { DeploymentFields } from './deployment-fields.tsx';
import { ProblemPicker } from './problem-picker.tsx';
import { QuotePanel } from './quote-panel.tsx';
import { RosterField } from './roster-field.tsx';
import { dropTemplate, listTemplates } from './save-template.ts';
import { useQuote } from './use-quote.ts';

const SHOWS_WORDS: Readonly<Record<Shows, string>> = {
  all: 'everything: each test case with its verdict, time and memory',
  samples: 'the verdict, and the samples',
  'first-failing': 'the verdict, and the first test case that failed',
  verdict: 'the verdict alone',
  nothing: 'nothing but that it was taken',
};

/** The booking of a session, on one page: what is said stays, and price and readiness follow as one types. */
export function BookingPage({ from }: { from?: string }) {
  const [draft, setDraft] = useState<BookingDraft>(EMPTY_BOOKING);
  const [config, setConfig] = useState<ClientConfig>();
  const [templates, setTemplates] = useState(listTemplates);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const [leaving] = useState(() => new AbortController());
  const change = (more: Partial<BookingDraft>) => setDraft((known) => ({ ...known, ...more }));
  const quote = useQuote(draft);
  const missing = missingOf(draft);

  useTitle('Book a session');

  useEffect(() => {
    loadConfig().then(setConfig, () => undefined);
    if (from === undefined) return;
    const params = { sessionId: from };
    Promise.all([
      patientApi.call('getSession', { params }),
      patientApi.call('listParticipants', { params }),
    ]).then(
      ([session, { items }]) => {
        if (session.view !== 'staff') return;
        const entries = items.map(({ participantId, name, extraTimeMs, group, email, studentId }) => ({
          participantId,
          name,
          ...given({ group, email, studentId }),
          extraTimeMinutes: extraTimeMs / 60_000,
        }));
        const like = draftLike(session, { entries, faults: [], notes: [] });
        setDraft((written) => beneath(written, like));
      },
      (failure: unknown) => setError(toApiError(failure)),
    );
  }, [from]);

  // Whoever has gone elsewhere meanwhile wants no booking any more, and is not to be led to one.
  useEffect(() => () => leaving.abort(), []);

  const book = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const { session } = await patientApi.call(
        'createSession',
        { headers: { 'idempotency-key': key }, body: bookingOf(draft) },
        leaving.signal,
      );
      window.location.hash = writeRoute({
        page: 'live',
        sessionId: session.sessionId,
        part: { view: 'now' },
      });
    } catch (failure) {
      if (leaving.signal.aborted) return;
      setError(toApiError(failure));
      // What is refused is changed, and is another booking then.
      setKey(crypto.randomUUID());
      setBusy(false);
    }
  };

  const faults = (error ?? quote.error)?.details.faults ?? [];
  const faultsAt = (...fields: readonly string[]) => (
    <FieldFaults
      faults={faults.filter(({ field }) =>
        fields.some((name) => field === name || field.startsWith(`${name}.`) || field.startsWith(`${name}[`)),
      )}
    />
  );
  return (
    <form class="booking" onSubmit={book}>
      <div class="stack">
        <header>
          <h1>Book a session</h1>
          {templates.length > 0 && (
            <p class="templates">
              From a template:{' '}
              {templates.map((template) => (
                <span key={template.name} class="template">
                  <button type="button" class="quiet small" onClick={() => setDraft(draftFrom(template))}>
                    {template.name}
                  </button>
                  <button
                    type="button"
                    class="link"
                    aria-label={`Forget the template ${template.name}`}
                    onClick={() => {
                      dropTemplate(template.name);
                      setTemplates(listTemplates());
                    }}
                  >
                    ✕
                  </button>
                </span>
              ))}
            </p>
          )}
        </header>

        <section class="card" aria-labelledby="what-heading">
          <h2 id="what-heading">1. What and when</h2>
          <label class="field">
            Name
            <input
              value={draft.name}
              maxLength={200}
              placeholder="Algorithms, final exam"
              onInput={(event) => change({ name: event.currentTarget.value })}
            />
          </label>
          {faultsAt('name')}
          <div class="filters">
            <label class="field">
              Opens ({zoneId()})
              <input
                type="datetime-local"
                value={draft.opens}
                onInput={(event) => change({ opens: event.currentTarget.value })}
              />
            </label>
            <label class="field">
              Minutes
              <input
                type="number"
                min={0.5}
                step="any"
                value={draft.minutes}
                onInput={(event) => change({ minutes: event.currentTarget.value })}
              />
            </label>
          </div>
          <p class="muted">
            Without a time it opens as soon as the hosts can be ready. Once it is booked you can open it at
            once: what is handed in then waits for the hosts.
          </p>
          {faultsAt('opensAt', 'closesAt', 'durationMinutes')}
        </section>

        <section class="card" aria-labelledby="problems-heading">
          <h2 id="problems-heading">2. Problems</h2>
          <ProblemPicker
            chosen={draft.problems}
            onChange={(next) => setDraft((known) => ({ ...known, problems: next(known.problems) }))}
          />
          {faultsAt('problems')}
        </section>

        <section class="card" aria-labelledby="roster-heading">
          <h2 id="roster-heading">3. Who takes part</h2>
          <RosterField roster={draft.roster} onChange={(roster) => change({ roster })} />
          <label class="choice">
            <input type="checkbox" checked={draft.joins} onChange={() => change({ joins: !draft.joins })} />{' '}
            people may put themselves on the roster with a code that you give them
          </label>
          {draft.joins && (
            <label class="field">
              Seats for them
              <input
                type="number"
                min={1}
                max={2000}
                placeholder="how many the hosts are planned for"
                value={draft.seats}
                onInput={(event) => change({ seats: event.currentTarget.value })}
              />
            </label>
          )}
          {faultsAt('roster', 'join')}
        </section>

        <section class="card" aria-labelledby="rules-heading">
          <h2 id="rules-heading">4. Languages and rules</h2>
          <fieldset class="choices">
            <legend>Languages (none chosen: the usual ones that the problems allow)</legend>
            {config?.languages.map(({ id, name }) => (
              <label key={id} class="choice">
                <input
                  type="checkbox"
                  checked={draft.languages.includes(id)}
                  onChange={() =>
                    change({
                      languages: draft.languages.includes(id)
                        ? draft.languages.filter((one) => one !== id)
                        : [...draft.languages, id],
                    })
                  }
                />{' '}
                {name}
              </label>
            ))}
          </fieldset>
          {faultsAt('languages')}
          <label class="field">
            What participants see of a submission while the exam runs
            <select
              value={draft.shows}
              onChange={(event) =>
                change({ shows: SHOWS.find((one) => one === event.currentTarget.value) ?? 'all' })
              }
            >
              {SHOWS.toReversed().map((one) => (
                <option key={one} value={one}>
                  {SHOWS_WORDS[one]}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            Reviews of what counts, once the exam is over
            <select
              value={draft.reviews}
              onChange={(event) =>
                change({
                  reviews: REVIEWS_POLICIES.find((one) => one === event.currentTarget.value) ?? 'off',
                })
              }
            >
              {REVIEWS_POLICIES.map((one) => (
                <option key={one} value={one}>
                  {REVIEWS_WORDS[one]}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            Test cases after the first that fails
            <select
              value={draft.testCases}
              onChange={(event) =>
                change({
                  testCases: event.currentTarget.value === 'run-all' ? 'run-all' : 'first-failure',
                })
              }
            >
              <option value="first-failure">are not run (problems with points run all)</option>
              <option value="run-all">are run too</option>
            </select>
          </label>
          <div class="filters">
            <label class="field">
              Most submissions to a problem
              <input
                type="number"
                min={1}
                placeholder="no limit"
                value={draft.maxSubmissions}
                onInput={(event) => change({ maxSubmissions: event.currentTarget.value })}
              />
            </label>
            <label class="field">
              Seconds between two
              <input
                type="number"
                min={0}
                value={draft.secondsBetween}
                onInput={(event) => change({ secondsBetween: event.currentTarget.value })}
              />
            </label>
          </div>
          {faultsAt('policy')}
        </section>

        <section class="card" aria-labelledby="grading-heading">
          <h2 id="grading-heading">5. How it is graded</h2>
          <GradingFields
            draft={draft.grading}
            problems={draft.problems}
            opensAt={fromLocalInput(draft.opens)}
            onChange={(more) => setDraft((known) => ({ ...known, grading: { ...known.grading, ...more } }))}
          />
          <p class="muted">It can be changed until grades are published.</p>
          {faultsAt('grading')}
        </section>

        <section class="card" aria-labelledby="where-heading">
          <h2 id="where-heading">6. Where it is judged</h2>
          <fieldset class="choices">
            <legend class="unseen">Deployment</legend>
            {(
              [
                ['fleet', 'on hosts that are launched for it'],
                ['direct', 'on a Judge0 that somebody keeps'],
                ['pooled', 'on a hosted Judge0 with a quota'],
              ] as const
            ).map(([kind, words]) => (
              <label key={kind} class="choice">
                <input
                  type="radio"
                  name="deployment"
                  checked={draft.deployment === kind}
                  onChange={() => change({ deployment: kind })}
                />{' '}
                {words}
              </label>
            ))}
          </fieldset>
          <DeploymentFields draft={draft} change={change} />
          {faultsAt('deployment')}
        </section>
      </div>

      <aside class="card quote" aria-label="Price and readiness">
        <h2>Price and readiness</h2>
        <QuotePanel quote={quote} missing={missing} />
        {error !== undefined && <Refusal error={error} />}
        <button
          type="submit"
          disabled={busy || missing.length > 0 || (quote.error !== undefined && !quote.isOld)}
        >
          {busy ? 'Booking …' : 'Book the session'}
        </button>
        <p class="muted">
          Participants see it in their list at once. Until it opens it can be changed and cancelled.
        </p>
      </aside>
    </form>
  );
}

/** What is wrong with a field, right at it. */
function FieldFaults(props: { faults: readonly { readonly field: string; readonly detail: string }[] }) {
  if (props.faults.length === 0) return null;
  return (
    <ul class="field-faults error">
      {props.faults.map(({ field, detail }) => (
        <li key={field + detail}>
          <code>{field}</code> {detail}
        </li>
      ))}
    </ul>
  );
}
