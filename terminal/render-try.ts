import { createTwoFilesPatch } from 'diff';
import pc from 'picocolors';
import type { SubmissionView } from '../core/api/submissions.ts';
import { formatVerdict } from './format.ts';
import { paintPatchLine } from './paint-patch.ts';
import { indent, renderCases, renderOwnRun, renderTexts, type ShownCase } from './render-cases.ts';

/** A program that was tried on this machine. */
export interface TriedProgram {
  /** Which program, on what. */
  readonly title: string;
  readonly result: NonNullable<SubmissionView['result']>;
  /** It ran on one input of somebody's own, and nothing was compared. */
  readonly isOwn: boolean;
  /** The first test case whose output is wrong. */
  readonly firstWrong?: {
    readonly testCaseId: string;
    readonly input: string;
    /** Absent where more than one output may be right. */
    readonly wanted?: string;
    readonly printed: string;
  };
}

const MAX_INPUT_LINES = 8;
const MAX_PATCH_LINES = 40;
/** Differences beyond which nobody looks for the shortest description of them. */
const MAX_EDITS = 2_000;

/** What came of it, with what the first wrong test case should have printed. */
export function renderTry({ title, result, isOwn, firstWrong }: TriedProgram): string[] {
  const cases = result.results ?? [];
  const head = [pc.bold(title), `  ${tellVerdict(result, isOwn)}`, ...indent(result.compilerOutput)];
  const [only, another] = cases;
  if (only?.conversation !== undefined && another === undefined)
    return [...head, ...renderCases(cases, false), ...renderConversation(only)];
  if (isOwn) return [...head, ...cases.flatMap(renderOwnRun)];
  // What it printed there stands in the comparison.
  const others = cases.map((one) =>
    one.id === firstWrong?.testCaseId && firstWrong?.wanted !== undefined
      ? { ...one, output: undefined }
      : one,
  );
  return [
    ...head,
    ...renderCases(cases, false),
    ...renderTexts(others, false),
    ...(firstWrong === undefined ? [] : renderFirstWrong(firstWrong)),
  ];
}

/** One test case of an interactive problem, played: all that was kept of it. */
function renderConversation({ feedback, conversation, stderr }: ShownCase): string[] {
  const all = (text: string | undefined) => indent(text, 4, Number.POSITIVE_INFINITY, (line) => line);
  return [
    ...indent(feedback),
    '  read (<) and printed (>):',
    ...all(conversation),
    ...(stderr === undefined ? [] : ['  standard error:', ...all(stderr)]),
  ];
}

function tellVerdict(result: TriedProgram['result'], isOwn: boolean): string {
  const { verdict, score, maxScore, passed, testCases } = result;
  if (isOwn)
    return verdict === 'AC' ? `${pc.bold('ran to its end')}; nothing was compared` : formatVerdict(verdict);
  const points =
    score === undefined ? '' : `  ${score}${maxScore === undefined ? '' : `/${maxScore}`} points`;
  const cases = passed === undefined || verdict === 'CE' ? '' : `  ${passed}/${testCases} test cases`;
  return `${formatVerdict(verdict)}${points}${cases}`;
}

function renderFirstWrong({
  testCaseId,
  input,
  wanted,
  printed,
}: NonNullable<TriedProgram['firstWrong']>): string[] {
  return [
    `  first wrong: ${testCaseId}, with this input`,
    ...indent(input, 4, MAX_INPUT_LINES),
    ...(wanted === undefined ? [] : renderDifference(wanted, printed)),
  ];
}

/** White space at the ends of lines is no difference: judges pass over it. */
function renderDifference(wanted: string, printed: string): string[] {
  const tidy = (text: string) => `${text.replace(/[ \t\r]+$/gm, '').trimEnd()}\n`;
  const patch = createTwoFilesPatch('wanted', 'printed', tidy(wanted), tidy(printed), undefined, undefined, {
    context: 3,
    maxEditLength: MAX_EDITS,
  });
  if (patch === undefined) return [pc.dim('    what was wanted and what it printed differ all over')];
  const lines = indent(patch.split('\n').slice(1).join('\n'), 0, MAX_PATCH_LINES, (line) => line);
  return lines.map((line) => `    ${paintPatchLine(line)}`);
}
