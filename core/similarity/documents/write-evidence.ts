import { fileNameOf, type ResultDocument } from '../../results/documents/result-document.ts';
import { escapeHtml } from '../../results/documents/write-report.ts';
import { describeReport, formatShare, WHAT_IT_MEANS } from '../describe-report.ts';
import { markLines } from '../mark-lines.ts';
import type { Program } from '../program.ts';
import type { ReportedPair, ReportedProgram } from '../similarity-report.ts';
import type { ReportedProblem } from './write-pairs-csv.ts';

/** What an examiners' file is made from. */
export interface EvidenceFacts {
  readonly sessionName: string;
  readonly problems: readonly (ReportedProblem & {
    /** As the report names them. */
    readonly programs: readonly Program[];
    readonly notStored: number;
    /** Places of the pairs that are shown side by side. */
    readonly shown: readonly number[];
  })[];
  /** ms since the epoch. */
  readonly now: number;
}

const STYLE = `
:root { color-scheme: light; }
body { font: 11pt/1.45 system-ui, sans-serif; color: #16181d; background: #fff; max-width: 78rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p, li { margin: .25rem 0; }
.means { border: 1px solid #9a6700; padding: .5rem .75rem; }
.wide { overflow-x: auto; }
table.pairs { border-collapse: collapse; width: 100%; margin: 1rem 0; }
table.pairs :is(th, td) { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #c9ced8; overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.sides { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1rem; }
.sides h4 { font-size: .95rem; margin: .5rem 0; overflow-wrap: anywhere; }
ol.code { font: .8rem/1.5 ui-monospace, Menlo, "DejaVu Sans Mono", monospace; margin: 0; padding-left: 3.2em; border: 1px solid #c9ced8; }
ol.code li { margin: 0; min-height: 1.5em; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
ol.code li::marker { color: #4a5160; }
mark { color: inherit; }
.m0 { background: #ffe9a8; } .m1 { background: #cfe6ff; } .m2 { background: #d3f2d3; } .m3 { background: #f9d5e5; } .m4 { background: #e4d9ff; } .m5 { background: #d5f0ee; }
sup a { color: #16181d; font-weight: 700; }
:target { outline: 3px solid #2456c7; }
small, footer { color: #4a5160; font-size: .85rem; }
@page { size: A4 landscape; margin: 14mm; }
@media print { body { margin: 0; max-width: none; padding: 0; } mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; } .pair { break-before: page; } }
@media (max-width: 40rem) { .sides { grid-template-columns: minmax(0, 1fr); } }
`;

const time = (iso: string) =>
  `<time datetime="${escapeHtml(iso)}">${escapeHtml(iso.slice(0, 19).replace('T', ' '))} UTC</time>`;
const person = ({ participantId, name }: Pick<ReportedProgram, 'participantId' | 'name'>) =>
  name === participantId ? escapeHtml(participantId) : `${escapeHtml(name)} (${escapeHtml(participantId)})`;

/** Similar pairs with their programs side by side, as one file for the examiners: no script, and nothing from elsewhere. */
export function writeEvidence({ sessionName, problems, now }: EvidenceFacts): ResultDocument {
  const title = `${sessionName}: similar programs`;
  const made = new Date(now).toISOString();
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="means">${escapeHtml(WHAT_IT_MEANS)}</p>
${problems.map(writeProblem).join('\n')}
</main>
<footer>Made ${time(made)} by Assize</footer>
</body>
</html>
`;
  return {
    mediaType: 'text/html',
    fileName: fileNameOf(sessionName, 'similarity', 'html'),
    text,
    encoding: 'utf-8',
  };
}

function writeProblem(problem: EvidenceFacts['problems'][number]): string {
  const { label, name, report, shown, notStored } = problem;
  const rows = report.pairs.map((pair, at) => {
    const sides = [pair.left, pair.right].map((one) => {
      const program = report.programs[one];
      return program === undefined
        ? '<td></td>'
        : `<td>${person(program)}<br><small>${time(program.submittedAt)}, ${escapeHtml(program.language)}</small></td>`;
    });
    const rank = shown.includes(at) ? `<a href="#${pairId(label, at)}">${at + 1}</a>` : String(at + 1);
    return `<tr><td class="number">${rank}</td><td class="number">${formatShare(pair.similarity)}</td><td class="number">${pair.longestLines}</td>${sides.join('')}</tr>`;
  });
  const table =
    rows.length === 0
      ? '<p>No two programs are similar.</p>'
      : `<div class="wide"><table class="pairs">
<thead><tr><th scope="col" class="number">#</th><th scope="col" class="number">Similarity</th><th scope="col" class="number">Longest, lines</th><th scope="col">Earlier</th><th scope="col">Later</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>`;
  return `<section>
<h2>${escapeHtml(`${label} ${name}`.trim())}</h2>
<ul>
${describeReport(report, notStored)
  .map((line) => `<li>${escapeHtml(line)}</li>`)
  .join('\n')}
</ul>
${table}
${shown.flatMap((at) => (report.pairs[at] === undefined ? [] : [writePair(problem, at, report.pairs[at])])).join('\n')}
</section>`;
}

const pairId = (label: string, at: number) => `${label}-${at + 1}`;

function writePair(
  { label, report, programs }: EvidenceFacts['problems'][number],
  at: number,
  pair: ReportedPair,
): string {
  const id = pairId(label, at);
  const sides = (['left', 'right'] as const).map((side) => {
    const other = side === 'left' ? 'right' : 'left';
    const program = report.programs[pair[side]];
    const lines = markLines(
      programs[pair[side]]?.source ?? '',
      pair.fragments.map((fragment) => fragment[side]),
    );
    const written = lines.map((pieces) => {
      const inside = pieces.map(({ text, fragment, begins }) => {
        if (fragment === undefined) return escapeHtml(text);
        const link = begins
          ? `<sup id="${id}-${side}-${fragment + 1}"><a href="#${id}-${other}-${fragment + 1}" title="the same on the other side">${fragment + 1}</a></sup>`
          : '';
        return `${link}<mark class="m${fragment % 6}">${escapeHtml(text)}</mark>`;
      });
      return `<li>${inside.join('')}</li>`;
    });
    const about =
      program === undefined
        ? ''
        : `${person(program)}<br><small>${escapeHtml(program.language)}, ${escapeHtml(program.verdict)}, submitted ${time(program.submittedAt)}, submission ${escapeHtml(program.submissionId)}</small>`;
    return `<div><h4>${about}</h4><ol class="code">${written.join('')}</ol></div>`;
  });
  return `<section class="pair" id="${id}">
<h3>${escapeHtml(label)} ${at + 1}: ${formatShare(pair.similarity)} similar, longest fragment ${pair.longestLines} lines, ${pair.fragments.length} fragments</h3>
<div class="sides">${sides.join('\n')}</div>
</section>`;
}
