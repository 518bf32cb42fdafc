import pc from 'picocolors';
import stringWidth from 'string-width';
import { formatDuration } from '../core/api/format-quantity.ts';
import type { ReviewFindingView, ReviewReportView, ReviewRuleView } from '../core/api/reviews.ts';
import { countOf } from '../core/exam/count-of.ts';
import { SEVERITIES, type Severity } from '../core/review/rule.ts';
import { explainScore } from '../core/review/score-findings.ts';
import { renderTable } from './table.ts';

/** A source with what came of its review. */
export interface ShownReview {
  /** What the source is called. */
  readonly name: string;
  readonly language: string;
  /** Absent where it cannot be had: findings are told without their lines then. */
  readonly source?: string;
  readonly report: ReviewReportView;
  /** How old the answer is, where an earlier one was taken, s. */
  readonly ageSeconds?: number;
}

const COLOURS: Readonly<Record<Severity, (text: string) => string>> = {
  critical: (text) => pc.bold(pc.red(text)),
  high: pc.red,
  medium: pc.yellow,
  low: pc.cyan,
  info: pc.dim,
};
const FOUND_BY: Readonly<Record<ReviewFindingView['foundBy'], string>> = {
  detector: '',
  sandbox: ", found in a judge's sandbox",
  model: ', found by a language model',
};
/** Columns of code that are shown of a line. */
const MOST_COLUMNS = 160;
/** Columns before the place in a line that is longer. */
const COLUMNS_BEFORE = 60;
const TAB = '    ';

/** What came of a review: each finding with its lines, what was not looked at, the score and how it is made. */
export function renderReview(shown: ShownReview): string[] {
  const { report } = shown;
  const lines = shown.source?.split(/\r\n|\r|\n/);
  return [
    headOf(shown),
    ...gravestFirst(report.findings).flatMap((finding) => ['', ...renderFinding(finding, shown.name, lines)]),
    ...(report.findings.length === 0 ? [] : ['', ...renderScore(report)]),
    ...report.gaps.map(renderGap),
    ...renderModel(report),
  ];
}

/** What was not looked at, and why. */
export function renderGap({ what, why }: ReviewReportView['gaps'][number]): string {
  return pc.yellow(`not looked at: ${showText(what)}: ${showText(why)}`);
}

function gravestFirst(findings: readonly ReviewFindingView[]): readonly ReviewFindingView[] {
  const rankOf = ({ severity }: ReviewFindingView) => SEVERITIES.indexOf(severity);
  return findings.toSorted((a, b) => rankOf(a) - rankOf(b) || a.line - b.line);
}

/** Of several reviews, a line each, those with the lowest score first. */
export function renderReviews(reviews: readonly ShownReview[]): string[] {
  return renderTable(
    ['SCORE', ...SEVERITIES.map((severity) => severity.toUpperCase()), 'SOURCE', ''],
    reviews
      .toSorted((a, b) => a.report.score - b.report.score)
      .map(({ report, name }) => [
        String(report.score),
        ...SEVERITIES.map((severity) => {
          const count = report.counts[severity] ?? 0;
          return count === 0 ? pc.dim('-') : COLOURS[severity](String(count));
        }),
        showText(name),
        report.gaps.length === 0 ? '' : pc.yellow(countOf(report.gaps.length, 'gap')),
      ]),
  );
}

/** Rules that reviews look by. */
export function renderRules(rules: readonly ReviewRuleView[]): string[] {
  return renderTable(
    ['RULE', 'SEVERITY', 'KIND', 'KNOWN AS', 'WHAT'],
    rules.map(({ ruleId, severity, kind, swc, cwe, title }) => [
      ruleId,
      COLOURS[severity](severity),
      kind,
      [swc, cwe].filter((name) => name !== undefined).join(' '),
      title,
    ]),
  );
}

function headOf({ name, language, report, ageSeconds }: ShownReview): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const count = report.counts[severity] ?? 0;
    return count === 0 ? [] : [COLOURS[severity](`${count} ${severity}`)];
  });
  const found = counts.length === 0 ? pc.green('no findings') : counts.join(', ');
  const age =
    ageSeconds === undefined
      ? ''
      : pc.dim(`  as answered ${ageSeconds < 1 ? 'just now' : `${formatDuration(ageSeconds * 1000)} ago`}`);
  return `${pc.bold(showText(name))}  ${language}  score ${pc.bold(String(report.score))}  ${found}${age}`;
}

function renderFinding(
  finding: ReviewFindingView,
  name: string,
  lines: readonly string[] | undefined,
): string[] {
  const { severity, confidence, title, ruleId, swc, cwe, line, column, foundBy, staffOnly } = finding;
  const known = [ruleId, swc, cwe].filter((one) => one !== undefined).join(' ');
  const sure = confidence === 'high' ? '' : `, ${confidence} confidence`;
  const by = FOUND_BY[foundBy];
  const staff = staffOnly === true ? `  ${pc.magenta('for staff alone')}` : '';
  const { recommendation } = finding;
  return [
    `${COLOURS[severity](severity)}  ${pc.bold(showText(title))}  ${pc.dim(`${known}${sure}${by}`)}${staff}`,
    `  ${showText(name)}:${line}${column === undefined ? '' : `:${column}`}  ${showText(finding.message)}`,
    ...(lines === undefined ? [] : renderFrame(finding, lines)),
    ...(recommendation === '' ? [] : [`  ${pc.green('do:')} ${showText(recommendation)}`]),
  ];
}

/** The line of a finding between its neighbours, with a caret below what it is about. */
function renderFrame(finding: ReviewFindingView, lines: readonly string[]): string[] {
  const { line, column = 1, endLine = line, endColumn, severity } = finding;
  const text = lines[line - 1];
  if (text === undefined) return [];
  const from = column - 1 > MOST_COLUMNS - COLUMNS_BEFORE ? column - 1 - COLUMNS_BEFORE : 0;
  const cut = (code: string) => showText(code.slice(from, from + MOST_COLUMNS));
  const width = String(Math.min(lines.length, line + 1)).length;
  const numbered = (number: number, code: string) => `  ${String(number).padStart(width)} | ${cut(code)}`;
  const until = endLine === line && endColumn !== undefined ? endColumn - 1 : undefined;
  const before = stringWidth(showText(text.slice(from, column - 1)));
  const marked =
    finding.column === undefined
      ? stringWidth(cut(text).trimEnd())
      : stringWidth(showText(text.slice(column - 1, Math.min(until ?? column, from + MOST_COLUMNS))));
  const neighbour = (number: number) => {
    const code = lines[number - 1];
    return code === undefined || code.trim() === '' ? [] : [pc.dim(numbered(number, code))];
  };
  return [
    ...neighbour(line - 1),
    numbered(line, text),
    `  ${' '.repeat(width)} | ${' '.repeat(before)}${COLOURS[severity]('^'.repeat(Math.max(1, marked)))}`,
    ...neighbour(line + 1),
  ];
}

function renderScore({ score, findings }: ReviewReportView): string[] {
  const parts = explainScore(findings)
    .filter(({ leaves }) => leaves < 1)
    .map(({ ruleId, findings: count, leaves }) => {
      const times = count === 1 ? '' : ` (${count} times)`;
      return `${(100 * (1 - leaves)).toFixed(0)} % by ${ruleId}${times}`;
    });
  if (parts.length === 0) return [`score ${score} of 100`];
  return [`score ${score} of 100: each takes its share of what is left: ${parts.join(', ')}`];
}

function renderModel({ model }: ReviewReportView): string[] {
  if (model === undefined) return [];
  const who =
    model.service === undefined
      ? 'no language model answered'
      : `language model ${model.service} ${model.model ?? ''}`.trimEnd();
  return [pc.dim([who, ...model.notes].map(showText).join('; '))];
}

/**
 * Text of others so that a terminal shows it and obeys nothing in it: control characters and those that turn the
 * direction of writing as signs of their own.
 */
export function showText(text: string): string {
  return text
    .replaceAll('\t', TAB)
    .replace(/[\p{Cc}]/gu, (sign) => {
      const code = sign.codePointAt(0) ?? 0;
      return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '\u2421';
    })
    .replace(/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '\ufffd');
}
