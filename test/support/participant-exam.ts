import { zipSync } from 'fflate';
import type { PlannedExam, PlannedProblem } from '../../examples/planned-exam.ts';
import { SOUND, SOUND_LEGACY } from './packages.ts';

/** A statement that would act if it could, with a formula, a table and what is wider than a telephone. */
const HOSTILE = `Print twice the number $n$, where $1 \\le n \\le 10^9$.

![A dot](dot.png)

<script>window.statementActed = 'script'</script>
<img src="x.png" onerror="window.statementActed = 'onerror'" alt="A picture that is not there">
<a href="javascript:window.statementActed='link'">a link</a>
<iframe src="https://example.org/"></iframe>
<style>body { display: none }</style>

## Input

| a column | another column | a third column with a long heading | a fourth | and a fifth that is wide |
|---|---|---|---|---|
| $a$ | $b$ | 1 | 2 | 3 |

$$\\sum_{i=1}^{n} i = \\frac{n(n+1)}{2} \\quad\\text{and}\\quad a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} + a_{12}$$
`;

const LATEX = String.raw`\problemname{Twice again}
\newcommand{\N}{\mathbb{N}}
Print \textbf{twice} the number $n \in \N$, \texttt{a\_b}.
\Input
\begin{itemize}
\item one number $n$
\end{itemize}
\section*{Output}
\begin{tabular}{l|r}
left & right \\
\end{tabular}
\begin{verbatim}
as it stands
\end{verbatim}
`;

/** A picture of one pixel. */
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A problem package of these files, in the folder of its name. */
export function packProblem(
  label: string,
  problemId: string,
  name: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): PlannedProblem {
  const entries = Object.entries(files).map(([path, content]) => [
    `${problemId}/${path}`,
    typeof content === 'string' ? new TextEncoder().encode(content) : content,
  ]);
  return { label, problemId, name, zip: zipSync(Object.fromEntries(entries), { level: 1 }) };
}

/** An exam of two small problems for the participant's page: a statement in Markdown that would act, and one in LaTeX. */
export function participantExam(participants: readonly string[]): PlannedExam {
  return {
    name: 'An exam in the browser',
    durationMinutes: 60,
    problems: [
      packProblem('A', 'twice', 'Twice', {
        ...SOUND,
        'problem.yaml': SOUND['problem.yaml']!.replace('name: Twice', 'name:\n  en: Twice\n  de: Zweimal'),
        'statement/problem.en.md': HOSTILE,
        'statement/problem.de.md': 'Das Doppelte von $n$.\n',
        'statement/dot.png': DOT,
      }),
      packProblem('B', 'twice-again', 'Twice again', {
        ...SOUND_LEGACY,
        'problem_statement/problem.en.tex': LATEX,
      }),
    ],
    participants: participants.map((participantId) => ({
      participantId,
      name: `Name of ${participantId}`,
      extraTimeMinutes: 0,
    })),
    submissions: [],
    languages: ['python'],
  };
}
