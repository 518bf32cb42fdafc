import type { Failure } from '../../resilience/failure.ts';
import type { AnswerSchema } from './answer-schema.ts';

/** What a model is asked. No tools and no conversation: one question, one answer. */
export interface ModelPrompt {
  /** Ours: what is to be done. */
  readonly instructions: string;
  /** Of whoever handed in the source; data, between signs that do not occur in it. */
  readonly material: string;
  /** What the answer is to be like; services that can hold a model to it are told so. */
  readonly schema: AnswerSchema;
}

/** How far one call may go. */
export interface AskLimits {
  /** Also what the answer is thought over in counts, where a service bills it. */
  readonly maxOutputTokens: number;
  /** ms; the call is given up then. */
  readonly withinMs: number;
  /** Gives it up before. */
  readonly signal: AbortSignal;
}

/** What a service counted, and bills. */
export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What a model answered. Nothing of it has been looked at. */
export interface ModelAnswer extends ModelUsage {
  readonly text: string;
}

/** One model of one service. Implementations: adapters/models. */
export interface LanguageModel {
  /** @throws ModelError */
  ask(prompt: ModelPrompt, limits: AskLimits): Promise<ModelAnswer>;
}

/**
 * Why a model did not serve.
 * - `throttled`: the service asks for fewer calls
 * - `timed-out`: no whole answer came in time
 * - `refused`: it does not answer this: its guard says no, the source is too large, or it knows no such request
 * - `malformed`: what came is no whole answer of the form that was asked for
 * - `over-budget`: the call might have cost more than is left
 * - `unavailable`: the service, or the way to it, is down
 * - `forbidden`: key, model, permission or address are not as the service, or we, want them
 */
export type ModelErrorKind =
  | 'throttled'
  | 'timed-out'
  | 'refused'
  | 'malformed'
  | 'over-budget'
  | 'unavailable'
  | 'forbidden';

/** A review is whole without a model, so that nothing of this is grave but what a person has to mend. */
export const MODEL_FAILURES: Readonly<Record<ModelErrorKind, Failure>> = {
  throttled: { class: 'infrastructure', severity: 'low', retry: 'again', plan: ['wait'] },
  'timed-out': { class: 'network', severity: 'low', retry: 'again', plan: ['wait'] },
  refused: { class: 'user', severity: 'low', retry: 'elsewhere', plan: [] },
  malformed: { class: 'infrastructure', severity: 'low', retry: 'elsewhere', plan: [] },
  'over-budget': { class: 'user', severity: 'low', retry: 'elsewhere', plan: [] },
  unavailable: { class: 'network', severity: 'low', retry: 'again', plan: ['wait'] },
  forbidden: { class: 'application', severity: 'high', retry: 'elsewhere', plan: ['wait', 'escalate'] },
};

export interface ModelErrorFacts {
  /** When the service wants to be asked again, ms from now. */
  readonly retryAfterMs?: number | undefined;
  /** What the call is billed with; `unknown` when it may have been, absent when it was not. */
  readonly used?: ModelUsage | 'unknown' | undefined;
  /** What the service said, for logs: it may repeat anything that it was sent. */
  readonly detail?: string | undefined;
  readonly cause?: unknown;
}

/** A model did not serve. Its message is in our own words, since whoever may see the review is told it. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly kind: ModelErrorKind;
  readonly retryAfterMs: number | undefined;
  readonly used: ModelUsage | 'unknown' | undefined;
  readonly detail: string | undefined;

  constructor(kind: ModelErrorKind, message: string, facts: ModelErrorFacts = {}) {
    super(message, { cause: facts.cause });
    this.kind = kind;
    this.retryAfterMs = facts.retryAfterMs;
    this.used = facts.used;
    this.detail = facts.detail;
  }
}
