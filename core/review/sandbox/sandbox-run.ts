import type { Detection } from '../detector.ts';
import { type Finding, sortFindings } from '../finding.ts';
import { PROGRAM_RULES } from '../programs/rules/program-rules.ts';
import { PYTHON_RULES } from '../programs/rules/python-rules.ts';
import type { Rule } from '../rule.ts';
import { sandboxGap } from './sandbox-languages.ts';
import { OUTPUT_BYTES } from './sandbox-program.ts';
import { RULE_OF_OPTION, SANDBOX_RULES } from './sandbox-rules.ts';

const LONGEST_MESSAGE = 240;
/** Most gaps that are told; the programs know five. */
const MOST_GAPS = 8;

const RULES = new Map<string, Rule>(
  [...SANDBOX_RULES, ...PROGRAM_RULES, ...PYTHON_RULES].map((rule) => [rule.id, rule]),
);

/**
 * What a run of the program of sandboxProgramFor found. Its output comes from where participants' sources were read, so
 * nothing of it is believed: lines that the source does not have, rules that are not known and what is no report are dropped,
 * and dropped parts are a gap.
 */
export function findingsOfSandboxRun(
  stdout: string,
  { language, source }: { readonly language: string; readonly source: string },
): Detection {
  const report = readReport(stdout);
  if (report === undefined) {
    return { findings: [], gaps: [sandboxGap('what it printed is no report')] };
  }
  const lines = source.split(/\r\n|\r|\n/);
  const findings = new Map<string, Finding>();
  let dropped = 0;
  for (const one of report.diagnostics) {
    const finding = toFinding(one, language, lines);
    if (finding === undefined) dropped += 1;
    else findings.set(`${finding.ruleId} ${finding.line} ${finding.column} ${finding.message}`, finding);
  }
  const gaps = report.gaps.map(sandboxGap);
  if (dropped > 0) gaps.push(sandboxGap(`${dropped} of its lines name nothing that the source has`));
  return { findings: sortFindings([...findings.values()]), gaps };
}

function readReport(
  stdout: string,
): { diagnostics: readonly unknown[]; gaps: readonly string[] } | undefined {
  let report: unknown;
  try {
    report = JSON.parse(stdout.slice(0, OUTPUT_BYTES));
  } catch {
    return undefined;
  }
  if (!isRecord(report) || !Array.isArray(report['diagnostics']) || !Array.isArray(report['gaps']))
    return undefined;
  const gaps = report['gaps'].filter((gap) => typeof gap === 'string').slice(0, MOST_GAPS);
  return { diagnostics: report['diagnostics'], gaps: gaps.map((gap) => readable(gap)) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** On one line, without signs that move a terminal's cursor. */
function readable(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, LONGEST_MESSAGE)
    .trim();
}

function toFinding(told: unknown, language: string, lines: readonly string[]): Finding | undefined {
  if (!isRecord(told)) return undefined;
  const { line, byteColumn, severity, option, message } = told;
  if (
    typeof line !== 'number' ||
    !Number.isInteger(line) ||
    typeof option !== 'string' ||
    typeof message !== 'string'
  ) {
    return undefined;
  }
  const text = lines[line - 1];
  if (text === undefined) return undefined;
  const said =
    language === 'python'
      ? ofPython(option, readable(message))
      : ofCompiler(severity, option, readable(message));
  const rule = said === undefined ? undefined : RULES.get(said.ruleId);
  if (said === undefined || rule === undefined) return undefined;
  const column = typeof byteColumn === 'number' ? columnOf(text, byteColumn) : undefined;
  return {
    ruleId: rule.id,
    kind: rule.kind,
    category: rule.category,
    severity: rule.severity,
    confidence: 'high',
    message: said.message,
    line,
    ...(column === undefined ? {} : { column }),
    foundBy: 'sandbox',
  };
}

/** From bytes to UTF-16 code units; undefined for a place behind the line's end. */
function columnOf(text: string, byteColumn: number): number | undefined {
  if (!Number.isInteger(byteColumn) || byteColumn < 1) return undefined;
  const bytes = new TextEncoder().encode(text);
  if (byteColumn > bytes.length + 1) return undefined;
  return new TextDecoder().decode(bytes.subarray(0, byteColumn - 1)).length + 1;
}

interface Said {
  readonly ruleId: string;
  readonly message: string;
}

function ofCompiler(severity: unknown, option: string, message: string): Said | undefined {
  if (message === '') return undefined;
  const ends = /[.!?]$/.test(message) ? message : `${message}.`;
  if (severity === 'error' || severity === 'fatal error') return { ruleId: 'gcc/error', message: ends };
  if (severity !== 'warning') return undefined;
  const ruleId = Object.hasOwn(RULE_OF_OPTION, option) ? RULE_OF_OPTION[option]! : 'gcc/warning';
  return { ruleId, message: ends };
}

function ofPython(option: string, message: string): Said | undefined {
  switch (option) {
    case 'syntax':
      return { ruleId: 'python/does-not-compile', message: `${message}.` };
    case 'warning':
      return { ruleId: 'python/warning', message: `${message}.` };
    case 'bare-except':
      return { ruleId: 'python/bare-except', message: 'It catches whatever happens.' };
    case 'unused':
      return { ruleId: 'program/unused-variable', message: `\`${message}\` is never read.` };
    case 'complexity': {
      const { name, figure } = /^(?<name>\S+) (?<figure>\d+)$/.exec(message)?.groups ?? {};
      if (name === undefined) return undefined;
      return {
        ruleId: 'program/cyclomatic-complexity',
        message: `\`${name}\` has a cyclomatic complexity of ${figure}.`,
      };
    }
    default:
      return undefined;
  }
}
