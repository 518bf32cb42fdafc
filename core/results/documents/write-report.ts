import { describeRules } from '../../exam/describe-rules.ts';
import type { GradingRules } from '../../exam/grading-rules.ts';
import { type GradableProblem, worthOf } from '../gradable-problem.ts';
import type { ProblemGrade } from '../grade-problem.ts';
import type { ParticipantResult } from '../grade-session.ts';
import { fileNameOf, namePartOf, type ResultDocument } from './result-document.ts';

/** What a report tells. */
export interface ReportFacts {
  readonly sessionName: string;
  /** Of the window without extra time, ms since the epoch. */
  readonly opensAt: number;
  readonly closesAt: number;
  readonly rules: GradingRules;
  readonly problems: readonly GradableProblem[];
  readonly result: ParticipantResult;
  /** When it was published, ms since the epoch; absent of what its participant does not see yet. */
  readonly publishedAt?: number;
  /** When the report is made, ms since the epoch. */
  readonly now: number;
}

const STYLE = `
:root { color-scheme: light; }
body { font: 11pt/1.45 system-ui, sans-serif; color: #16181d; background: #fff; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
p { margin: .25rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 1.25rem 0; }
dt { color: #4a5160; }
dd { margin: 0; overflow-wrap: anywhere; }
.total { font-size: 1.25rem; font-weight: 600; }
.held { border: 1px solid #9a6700; padding: .5rem .75rem; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; margin: 1.25rem 0; }
caption { text-align: left; font-weight: 600; padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid #c9ced8; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
small, footer { color: #4a5160; font-size: .85rem; }
@page { size: A4; margin: 18mm 16mm; }
@media print { body { margin: 0; max-width: none; padding: 0; } tr, dl { break-inside: avoid; } thead { display: table-header-group; } }
@media (max-width: 30rem) { th.language, td.language { display: none; } }
`;

/** Text as it stands in HTML, in elements and in attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const time = (ms: number) => {
  const iso = new Date(ms).toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
};
const ofAll = (points: number, most: number | undefined) =>
  most === undefined ? String(points) : `${points} of ${most}`;

/** What somebody has for a session, as one page for the screen and for A4 paper: no script, and nothing from elsewhere. */
export function writeReport(facts: ReportFacts): ResultDocument {
  const { sessionName, opensAt, closesAt, rules, problems, result, publishedAt, now } = facts;
  const { name, participantId, group, email, studentId } = result;
  const about: readonly (readonly [string, string | undefined])[] = [
    ['Participant', escapeHtml(name)],
    ['Username', escapeHtml(participantId)],
    ['Student number', studentId && escapeHtml(studentId)],
    ['Email', email && escapeHtml(email)],
    ['Group', group && escapeHtml(group)],
    ['Session', `${time(opensAt)} to ${time(closesAt)}`],
    ['Published', publishedAt === undefined ? undefined : time(publishedAt)],
  ];
  const rows = result.problems.map((grade, at) => writeRow(grade, problems[at], rules));
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${name}: ${sessionName}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(sessionName)}</h1>
<p class="total">${ofAll(result.points, result.possible)} points</p>
${publishedAt === undefined ? '<p class="held"><strong>Not published.</strong> This is how the results stand now; the participant does not see it.</p>\n' : ''}<dl>
${about.flatMap(([term, value]) => (value === undefined || value === '' ? [] : [`<dt>${term}</dt><dd>${value}</dd>`])).join('\n')}
</dl>
<table>
<caption>Problems</caption>
<thead><tr><th scope="col">Problem</th><th scope="col">Counts</th><th scope="col" class="language">Language</th><th scope="col" class="number">Tries</th><th scope="col" class="number">Points</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
<p><small>How it is graded: ${escapeHtml(describeRules(rules))}. Trials and compile errors are no tries; what could not be judged counts against nobody.</small></p>
</main>
<footer>Made ${time(now)} by Assize</footer>
</body>
</html>
`;
  const fileName = fileNameOf(sessionName, `${namePartOf(participantId)}-report`, 'html');
  return { mediaType: 'text/html', fileName, text, encoding: 'utf-8' };
}

function writeRow(grade: ProblemGrade, problem: GradableProblem | undefined, rules: GradingRules): string {
  const { label, points, tries, pending, quarantined, from } = grade;
  const counts =
    from === undefined
      ? 'nothing that counts was submitted'
      : [
          `${from.verdict}, ${from.passed} of ${from.testCases} test cases right`,
          ...(from.score === undefined ? [] : [`score ${ofAll(from.score, problem?.maxScore)}`]),
          `submitted ${time(from.submittedAt)}`,
          ...(from.latePercent === undefined ? [] : [`${from.latePercent} % off for lateness`]),
        ].join('; ');
  const notes = [
    ...(pending === 0 ? [] : [`${pending} without a verdict yet`]),
    ...(quarantined === 0 ? [] : [`${quarantined} could not be judged`]),
  ].map((note) => `<br><small>${note}</small>`);
  const most = problem === undefined ? undefined : worthOf(problem, rules);
  return `<tr><th scope="row">${escapeHtml(`${label} ${problem?.name ?? ''}`.trim())}</th><td>${counts}${notes.join('')}</td><td class="language">${escapeHtml(from?.language ?? '')}</td><td class="number">${tries}</td><td class="number">${ofAll(points, most)}</td></tr>`;
}
