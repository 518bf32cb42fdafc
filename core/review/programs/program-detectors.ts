import type { ParsedGrammar } from '../../grading/languages/language.ts';
import { loadParser } from '../../syntax/grammars.ts';
import { endLinesAlike } from '../../syntax/readable-part.ts';
import { type ReadLimits, readTree, type SyntaxNode, type SyntaxTree } from '../../syntax/syntax-tree.ts';
import type { DetectorSet, Gap, LoadDetectors, ReviewedSource } from '../detector.ts';
import { type Finding, sortFindings } from '../finding.ts';
import { checkArithmetic } from './checks/check-arithmetic.ts';
import { checkC, checkPointers } from './checks/check-c.ts';
import { checkConditions, checkEffects, checkSigns } from './checks/check-conditions.ts';
import { checkDirection } from './checks/check-direction.ts';
import { checkCases, checkCatches, checkFlow, checkRecursion } from './checks/check-flow.ts';
import { checkFormats } from './checks/check-formats.ts';
import { checkHostile } from './checks/check-hostile.ts';
import { checkJava } from './checks/check-java.ts';
import { checkJavascript } from './checks/check-javascript.ts';
import { checkBounds, checkFloats } from './checks/check-numbers.ts';
import { checkPaths } from './checks/check-paths.ts';
import { checkPython } from './checks/check-python.ts';
import { checkSamples } from './checks/check-samples.ts';
import { checkUnused } from './checks/check-unused.ts';
import { checkComplexity } from './checks/measure-complexity.ts';
import { FAMILIES } from './families/families.ts';
import { tellOtherLanguage } from './other-language.ts';
import { type Check, countLines, type Tell, toProgram } from './program.ts';
import { grammarOf } from './program-languages.ts';
import { RESPELLS } from './respell.ts';
import { programRulesOf } from './rules/rule-sets.ts';
import { squeeze } from './squeeze.ts';
import { isUnread, tellUnread, unreadParts } from './unread.ts';

/** What of a program is read: about 2,000 lines. The worst that was tried takes 4.4 s of CPU time. */
export const PROGRAM_LIMITS: ReadLimits = {
  length: 64 * 1024,
  nodes: 100_000,
  depth: 400,
  work: 20_000_000,
  recoverySteps: 500,
};

const SYNTAX = 'program/syntax-error';
/** Most findings of one rule in a program: a habit is known by then. */
const MOST_OF_A_RULE = 20;
/** Most places that do not parse: what follows from the first is no help. */
const MOST_FAULTS = 3;

const EVERYWHERE: readonly Check[] = [
  checkConditions,
  checkEffects,
  checkFlow,
  checkRecursion,
  checkBounds,
  checkFloats,
  checkUnused,
  checkComplexity,
  checkSamples,
  checkHostile,
  checkPaths,
  checkDirection,
];

const C: readonly Check[] = [
  checkSigns,
  checkCases,
  checkCatches,
  checkArithmetic,
  checkC,
  checkFormats,
  checkPointers,
];
const SCRIPTS: readonly Check[] = [checkSigns, checkCases, checkCatches, checkJavascript];

const OWN_CHECKS: Readonly<Record<ParsedGrammar, readonly Check[]>> = {
  cpp: C,
  java: [checkSigns, checkCases, checkCatches, checkArithmetic, checkJava],
  python: [checkPython],
  javascript: SCRIPTS,
  typescript: SCRIPTS,
  php: [checkSigns, checkCases],
  go: [],
  rust: [],
};

/** The detectors of a language of exams. Throws RangeError for what is not reviewed here. */
export const loadProgramDetectors: LoadDetectors = async (language) => {
  const grammar = grammarOf(language);
  if (grammar === undefined) throw new RangeError(`Programs in ${language} are not reviewed.`);
  const parser = await loadParser(grammar);
  const ruleSet = programRulesOf(grammar);
  const byId = new Map(ruleSet.rules.map((rule) => [rule.id, rule]));
  const detect: DetectorSet['detect'] = (reviewed) => {
    const { text, lineOf, columnOf } = readable(reviewed);
    const tree = readTree(parser, text, PROGRAM_LIMITS, RESPELLS[language]);
    const program = toProgram(tree, FAMILIES[grammar], reviewed);
    const unread = unreadParts(tree, program);
    const found = new Map<string, Finding>();
    const counts = new Map<string, number>();
    const tell: Tell = (ruleId, at, message, told = {}) => {
      const rule = byId.get(ruleId);
      const key = `${ruleId} ${at.from} ${at.to}`;
      const count = counts.get(ruleId) ?? 0;
      if (rule === undefined || found.has(key) || count >= MOST_OF_A_RULE) return;
      // A tree that is wrong makes faults up; staff look at what they are told.
      if (rule.category !== 'syntax' && rule.audience === undefined && isUnread(at, unread)) return;
      counts.set(ruleId, count + 1);
      found.set(key, {
        ruleId,
        kind: rule.kind,
        category: rule.category,
        severity: told.severity ?? rule.severity,
        confidence: told.confidence ?? 'high',
        message,
        line: lineOf(at.from),
        column: columnOf(at.from),
        endLine: lineOf(at.to, at.to > at.from),
        endColumn: columnOf(at.to, at.to > at.from),
        foundBy: 'detector',
        ...(rule.audience === undefined ? {} : { audience: rule.audience }),
      });
    };
    tellLength(reviewed.source, tree, tell);
    tellFaults(tree, reviewed.language, tell);
    tellOtherLanguage(tree, reviewed.language, tell);
    for (const check of [...EVERYWHERE, ...OWN_CHECKS[grammar]]) check(program, tell);
    return {
      findings: sortFindings([...found.values()]),
      gaps: [...gapsOf(tree, lineOf), ...tellUnread(unread, lineOf)],
    };
  };
  return { ...ruleSet, detect };
};

/** What is parsed of a source, and where its places are: one that is too long is read without its comments. */
function readable({ source, language }: ReviewedSource) {
  // A byte order mark is no part of the program, and no column.
  const alike = endLinesAlike(source.replace(/^\uFEFF/, ''));
  const lines = countLines(alike);
  const { text, placeOf } =
    alike.length > PROGRAM_LIMITS.length
      ? squeeze(alike, language)
      : { text: alike, placeOf: (offset: number) => offset };
  /** What ends there ends behind the sign before, not before the next. */
  const sourceOf = (offset: number, isEnd: boolean) => (isEnd ? placeOf(offset - 1) + 1 : placeOf(offset));
  return {
    text,
    lineOf: (offset: number, isEnd = false) => lines.lineOf(sourceOf(offset, isEnd)),
    columnOf: (offset: number, isEnd = false) => lines.columnOf(sourceOf(offset, isEnd)),
  };
}

/** A program of a person is far shorter: staff are told, as nothing is found in what is not read. */
function tellLength(source: string, { root, text, cut }: SyntaxTree, tell: Tell): void {
  if (source.length > PROGRAM_LIMITS.length)
    tell(
      'program/too-long',
      { ...root, from: 0, to: 0 },
      cut === undefined
        ? 'It is read without its comments.'
        : 'It is read without its comments, and not to its end.',
    );
  else if (cut !== undefined) {
    const from = Math.min(cut.from, text.length);
    tell('program/too-long', { ...root, from, to: from }, `From here on it is not read, since ${cut.why}.`);
  }
}

/**
 * Places that do not parse. Grammars are older than their languages, so it may be no fault: it says so, and takes nothing of a
 * score. The grammar of C and C++ knows neither macros nor what is a type, so there only brackets that do not close are told,
 * which is one: the compiler in a judge's sandbox says the rest.
 */
function tellFaults({ faults, text, cut }: SyntaxTree, language: string, tell: Tell): void {
  const isC = language === 'c' || language === 'cpp';
  if (isC && (cut !== undefined || areClosed(text))) return;
  const lines = new Set<number>();
  const { lineOf } = countLines(text);
  for (const fault of faults) {
    // What was not read is missing to the grammar.
    if (lines.size >= MOST_FAULTS || (cut !== undefined && fault.to >= cut.from)) return;
    const stands = text.slice(fault.from, fault.to).trim().slice(0, 20);
    // What is missing is missing behind what stands before.
    const from = stands === '' ? Math.max(0, text.slice(0, fault.from).trimEnd().length - 1) : fault.from;
    const line = lineOf(from);
    if (lines.has(line)) continue;
    lines.add(line);
    const at: SyntaxNode = { ...fault, from, to: Math.max(fault.to, Math.min(from + 1, text.length)) };
    const isMissing = stands === '';
    if (isC) {
      const message = isMissing ? 'Something is missing behind this.' : `\`${stands}\` has no meaning here.`;
      tell(SYNTAX, at, message, BRACKET);
    } else {
      const what = isMissing ? 'what follows this' : `\`${stands}\` here`;
      tell(SYNTAX, at, `The grammar of reviews does not know ${what}.`, { confidence: 'low' });
    }
  }
}

/** Of C and C++: that a bracket does not close is a fault, whatever the macros are. */
const BRACKET = { severity: 'high', confidence: 'medium' } as const;

const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Whether each bracket of a program of C has its other half; those in directives may stand for either. */
function areClosed(text: string): boolean {
  const open: string[] = [];
  const parts =
    /R"\((?:[\s\S]*?)\)"|"(?:[^"\\\n]|\\.){0,2000}"|'(?:[^'\\\n]|\\.){0,2000}'|\/\/.*|\/\*(?:[\s\S]*?\*\/|[\s\S]*)|^[ \t]*#(?:.*\\\n)*.*|[()[\]{}]/gm;
  for (const [part] of text.matchAll(parts)) {
    if (part.length > 1) continue;
    const other = CLOSING[part];
    if (other === undefined) open.push(part);
    else if (open.pop() !== other) return false;
  }
  return open.length === 0;
}

function gapsOf({ cut, text }: SyntaxTree, lineOf: (offset: number) => number): readonly Gap[] {
  if (cut === undefined) return [];
  const line = lineOf(Math.min(cut.from, text.length));
  return [{ what: `lines from ${line} on`, why: `The program is not read from there, since ${cut.why}.` }];
}
