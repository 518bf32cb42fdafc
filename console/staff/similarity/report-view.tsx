import type { StaffSession } from '../../../core/api/sessions.ts';
import type { SourcesQuery } from '../../../core/api/sources.ts';
import { countOf } from '../../../core/exam/count-of.ts';
import { describeReport, formatShare } from '../../../core/similarity/describe-report.ts';
import { LEAST_COMMON, type RankingRules } from '../../../core/similarity/rank-pairs.ts';
import type { ReportedProgram, SimilarityReport } from '../../../core/similarity/similarity-report.ts';
import { formatTime, zoneName } from '../../format.ts';
import { writeRoute } from '../../route.ts';
import { ScrollRegion } from '../../views/scroll-region.tsx';
import { saveEvidence, savePairs } from './save-report.ts';
import type { Compared } from './use-comparison.ts';

const THRESHOLDS = [0.5, 0.6, 0.7, 0.75, 0.8, 0.9];
const COMMON_SHARES = [0.1, 0.25, 0.5, 1];

/** The report of one problem: the class, who hangs together, and the pairs. */
export function ReportView(props: {
  session: StaffSession;
  label: string;
  compared: Compared;
  pick: SourcesQuery['pick'];
  onPick: (pick: SourcesQuery['pick']) => void;
  rules: RankingRules;
  onRules: (rules: RankingRules) => void;
}) {
  const { session, label, compared, pick, rules } = props;
  const { report, notStored } = compared;
  const count = report.programs.length;
  return (
    <>
      <section class="card" aria-labelledby="class-heading">
        <h2 id="class-heading">The class</h2>
        <div class="filters">
          <label class="field">
            Submission of each participant
            <select
              value={pick}
              onChange={(event) => props.onPick(event.currentTarget.value as SourcesQuery['pick'])}
            >
              <option value="best">the one with the most points</option>
              <option value="last">the last one that counts</option>
            </select>
          </label>
          <label class="field">
            Leave out fragments that are shared by
            <select
              value={String(rules.commonShare)}
              onChange={(event) =>
                props.onRules({ ...rules, commonShare: Number(event.currentTarget.value) })
              }
            >
              {COMMON_SHARES.map((share) => (
                <option key={share} value={String(share)}>
                  {share === 1
                    ? 'however many: leave out none'
                    : `more than ${formatShare(share)} (and ${LEAST_COMMON})`}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            Put together from
            <select
              value={String(rules.threshold)}
              onChange={(event) => props.onRules({ ...rules, threshold: Number(event.currentTarget.value) })}
            >
              {THRESHOLDS.map((threshold) => (
                <option key={threshold} value={String(threshold)}>
                  {formatShare(threshold)}
                </option>
              ))}
            </select>
          </label>
        </div>
        <p>{countOf(count, 'program')}, one of each participant who has submitted one that counts.</p>
        <ul class="says muted">
          {describeReport(report, notStored).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <Histogram histogram={report.histogram} />
      </section>
      <Clusters report={report} />
      <section class="card" aria-labelledby="pairs-heading">
        <div class="card-head">
          <h2 id="pairs-heading">Similar pairs</h2>
          {report.pairs.length > 0 && (
            <div class="acts">
              <span class="muted">For the examiners' file</span>
              <button
                type="button"
                class="quiet small"
                onClick={() => saveEvidence(session, label, compared)}
              >
                Evidence (HTML)
              </button>
              <button type="button" class="quiet small" onClick={() => savePairs(session, label, compared)}>
                Pairs (CSV)
              </button>
            </div>
          )}
        </div>
        {report.pairs.length === 0 ? (
          <p>No two programs are similar.</p>
        ) : (
          <Pairs sessionId={session.sessionId} label={label} report={report} />
        )}
      </section>
    </>
  );
}

function Histogram({ histogram }: { histogram: readonly number[] }) {
  const most = Math.max(1, ...histogram);
  return (
    <>
      <h3 class="histogram-title">Programs by what they have most in common with another</h3>
      <ol class="bars histogram">
        {histogram.map((count, at) => {
          const range = `${at * 10} to ${at * 10 + 10} %`;
          return (
            <li key={range}>
              <span>{range}</span>
              <meter min={0} max={most} value={count} aria-label={`${range}: ${countOf(count, 'program')}`} />
              <span class="number">{count}</span>
            </li>
          );
        })}
      </ol>
    </>
  );
}

function Clusters({ report }: { report: SimilarityReport }) {
  if (report.clusters.length === 0) return null;
  return (
    <section class="card" aria-labelledby="clusters-heading">
      <h2 id="clusters-heading">Who hangs together</h2>
      <p class="muted">Joined by pairs that are at least {formatShare(report.rules.threshold)} similar.</p>
      <ol class="says clusters">
        {report.clusters.map((members) => (
          <li key={members.join()}>
            {countOf(members.length, 'participant')}:{' '}
            {members.map((at) => report.programs[at]?.participantId ?? '').join(', ')}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Pairs({ sessionId, label, report }: { sessionId: string; label: string; report: SimilarityReport }) {
  const [first] = report.programs;
  return (
    <ScrollRegion label="Similar pairs, the most similar first">
      <table>
        <thead>
          <tr>
            <th scope="col" class="number">
              #
            </th>
            <th scope="col" class="number">
              Similarity
            </th>
            <th scope="col" class="number">
              Longest fragment
            </th>
            <th scope="col">Earlier</th>
            <th scope="col">Later {first !== undefined && `(times in ${zoneName(first.submittedAt)})`}</th>
            <th scope="col">Side by side</th>
          </tr>
        </thead>
        <tbody>
          {report.pairs.map((pair, at) => {
            const [left, right] = [report.programs[pair.left], report.programs[pair.right]];
            if (left === undefined || right === undefined) return null;
            return (
              <tr key={`${pair.left}-${pair.right}`}>
                <td class="number">{at + 1}</td>
                <td class="number">
                  <strong>{formatShare(pair.similarity)}</strong>
                </td>
                <td class="number">{countOf(pair.longestLines, 'line')}</td>
                <Who program={left} />
                <Who program={right} />
                <td>
                  <a
                    href={writeRoute({
                      page: 'live',
                      sessionId,
                      part: { view: 'similarity', label, pair: [left.submissionId, right.submissionId] },
                    })}
                    aria-label={`Compare ${left.participantId} and ${right.participantId}`}
                  >
                    Compare
                  </a>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Who({ program }: { program: ReportedProgram }) {
  return (
    <td>
      {program.participantId}{' '}
      {program.name !== program.participantId && <span class="muted">{program.name}</span>}
      <br />
      <span class="muted">
        {formatTime(program.submittedAt)}, {program.language}
      </span>
    </td>
  );
}
