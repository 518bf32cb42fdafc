import * as z from 'zod/mini';
import { CONFIDENCES, type Confidence, type Finding } from '../finding.ts';
import { type Category, SEVERITIES } from '../rule.ts';
import { type AnsweredFinding, answeredFinding, answerSchema } from './answer-schema.ts';
import { cleanWords } from './clean-words.ts';
import { ModelError } from './language-model.ts';
import { modelRuleOf } from './model-rules.ts';
import type { PreparedSource } from './prepare-source.ts';

/** Longest answer that is read, UTF-16 code units: many times what the most findings need. */
const MAX_ANSWER = 256 * 1024;
/** Most findings that a model may add to a review. */
export const MAX_MODEL_FINDINGS = 40;
const MAX_MESSAGE = 300;
/** Detectors and models point at the first or the last line of the same. */
const SAME_PLACE_LINES = 1;

const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

/** What an answer is held against. */
export interface AnswerGround {
  readonly prepared: PreparedSource;
  readonly categories: readonly Category[];
  /** Of detectors: a model never says again what they say, and never instead of them. */
  readonly known: readonly Finding[];
}

/**
 * What of an answer is believed. Each finding has to name a line that exists and to quote what stands in it, at least one
 * name of its code; the gravest are kept.
 * @returns the findings, and how many were dropped
 * @throws ModelError `malformed` when it is no answer of the form that was asked for
 */
export function readAnswer(
  text: string,
  { prepared, categories, known }: AnswerGround,
): { readonly findings: readonly Finding[]; readonly dropped: number } {
  const items = readItems(text);
  const believed: Finding[] = [];
  for (const item of items) {
    const read = z.safeParse(answeredFinding, item);
    if (!read.success || !categories.includes(read.data.category)) continue;
    const finding = believe(read.data, prepared);
    if (finding !== undefined && ![...known, ...believed].some((one) => isSame(one, finding)))
      believed.push(finding);
  }
  const kept = believed.toSorted(byWeight).slice(0, MAX_MODEL_FINDINGS);
  return { findings: kept, dropped: items.length - kept.length };
}

function readItems(text: string): readonly unknown[] {
  if (text.length > MAX_ANSWER) throw malformed(`its answer has more than ${MAX_ANSWER} signs`);
  let json: unknown;
  try {
    json = JSON.parse(unfence(text));
  } catch {
    throw malformed('its answer is no JSON');
  }
  const read = z.safeParse(answerSchema, json);
  if (!read.success) throw malformed('its answer is not of the form that was asked for');
  return read.data.findings;
}

/** Models that are only asked for JSON like to put it into a block of code. */
function unfence(text: string): string {
  const whole = text.trim();
  const first = whole.indexOf('\n');
  const isFenced = whole.startsWith('```') && whole.endsWith('```') && first > 0 && first < whole.length - 3;
  return isFenced ? whole.slice(first, -3) : whole;
}

const malformed = (message: string) => new ModelError('malformed', message);

function believe(answered: AnsweredFinding, { code }: PreparedSource): Finding | undefined {
  const { line, quote, category, severity, confidence } = answered;
  const rule = modelRuleOf(category);
  const there = code[line - 1];
  const message = cleanWords(answered.message, MAX_MESSAGE);
  const recommendation = cleanWords(answered.recommendation, MAX_MESSAGE);
  if (rule === undefined || there === undefined || !standsIn(quote, there)) return undefined;
  if (message === '' || recommendation === '') return undefined;
  return {
    ruleId: rule.id,
    kind: rule.kind,
    category,
    severity,
    confidence: atMostMedium(confidence),
    line,
    message,
    recommendation,
    foundBy: 'model',
    ...(rule.audience === undefined ? {} : { audience: rule.audience }),
  };
}

/** Nobody has looked at it: it weighs less than what a rule is sure of. */
function atMostMedium(confidence: Confidence): Confidence {
  return confidence === CONFIDENCES[0] ? CONFIDENCES[1] : confidence;
}

/** Whether a quote is part of a line, however its white space is, and names something there. */
function standsIn(quote: string, line: string): boolean {
  const narrow = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  if (!narrow(line).includes(narrow(quote))) return false;
  const names = new Set(line.match(NAME) ?? []);
  return (quote.match(NAME) ?? []).some((name) => names.has(name));
}

function isSame(one: Finding, other: Finding): boolean {
  const [from, to] = [one.line - SAME_PLACE_LINES, (one.endLine ?? one.line) + SAME_PLACE_LINES];
  const isThere = one.foundBy === 'model' ? one.line === other.line : other.line >= from && other.line <= to;
  return isThere && one.category === other.category;
}

const byWeight = (a: Finding, b: Finding) =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence) ||
  a.line - b.line;
