import type { ModelChoice, ModelPolicy, ModelSettings } from '../../config/model-settings.ts';
import type { Clock } from '../../exam/clock.ts';
import { backOffMs } from '../../resilience/back-off.ts';
import { CircuitOpenError } from '../../resilience/circuit-breaker.ts';
import type { Finding } from '../finding.ts';
import type { ModelShare } from '../report.ts';
import type { RuleKind } from '../rule.ts';
import { decideNext, type TriedModel } from './decide-next.ts';
import type { Person } from './hide-people.ts';
import { type LanguageModel, type ModelAnswer, ModelError, type ModelPrompt } from './language-model.ts';
import { GRACE_MS } from './leave-models-out.ts';
import { modelCategoriesOf } from './model-rules.ts';
import { prepareSource } from './prepare-source.ts';
import { type AnswerGround, readAnswer } from './read-answer.ts';
import { accountsOf, costOf, type Hold, mostTokens, type SpendStore } from './spending.ts';
import { drawMark, writePrompt } from './write-prompt.ts';

/** What models are asked about. */
export interface ModelQuestion {
  readonly source: string;
  readonly language: string;
  /** What was found without them; none of it can change. */
  readonly detectorFindings: readonly Finding[];
  readonly policy: ModelPolicy;
  /** Whose budget it is counted on beside the month's. */
  readonly sessionId?: string | undefined;
  /** Whose names and numbers the policy takes out; where they cannot be read nobody is asked. @default nobody's */
  readonly listPeople?: (() => Promise<readonly Person[]>) | undefined;
  /** @default all */
  readonly kind?: RuleKind | 'all' | undefined;
}

/** What asking stands on. */
export interface ModelPorts {
  readonly settings: Pick<ModelSettings, 'choices' | 'withinMs' | 'budgetUsd'>;
  readonly clock: Clock;
  readonly modelOf: (choice: ModelChoice) => LanguageModel;
  /** Makes a call unless the model's circuit is open; see core/resilience/circuit-breaker.ts. */
  readonly guard: <T>(choice: ModelChoice, call: () => Promise<T>) => Promise<T>;
  readonly spend: SpendStore;
  /** In [0, 1). */
  readonly random: () => number;
  /** At least 16 letters and digits that nobody can foresee. */
  readonly drawMark: () => string;
  /** Told, for the log, of what failed: a ModelError, or anything else. */
  readonly onFault: (model: string, error: unknown) => void;
}

/** What models add to a review. */
export interface ModelOutcome {
  readonly findings: readonly Finding[];
  readonly share: ModelShare;
}

/** Before a throttled model is asked again, where it does not say when. */
const BACK_OFF = { baseMs: 500, capMs: 4_000 };

/**
 * Asks the models of a stage, one after the other until one serves. Never throws, and ends within `settings.withinMs` and a
 * quarter of a second. Whatever a model says, what detectors found stands.
 */
export async function askModels(question: ModelQuestion, ports: ModelPorts): Promise<ModelOutcome> {
  const { clock, settings } = ports;
  const asking = new Asking(question, ports, clock.now() + settings.withinMs);
  const limit = new AbortController();
  const timeUp = clock.sleep(settings.withinMs + GRACE_MS, limit.signal).then(() => undefined);
  try {
    const ended = asking.run().catch((error: unknown) => {
      ports.onFault('none', error);
      asking.note('language models were not asked: something of ours failed');
      return { findings: [], dropped: 0 };
    });
    const came = await Promise.race([ended, timeUp]);
    if (came === undefined) asking.giveUp();
    return asking.close(came ?? { findings: [], dropped: 0 });
  } finally {
    limit.abort();
  }
}

type Read = ReturnType<typeof readAnswer>;

/** One question on its way through the models. */
class Asking {
  readonly #question: ModelQuestion;
  readonly #ports: ModelPorts;
  readonly #until: number;
  readonly #notes: string[] = [];
  readonly #over = new AbortController();
  #microUsd = 0;
  #served: ModelChoice | undefined;

  constructor(question: ModelQuestion, ports: ModelPorts, until: number) {
    this.#question = question;
    this.#ports = ports;
    this.#until = until;
  }

  note(sentence: string): void {
    this.#notes.push(sentence);
  }

  /** The time is over: whatever still comes is not looked at. */
  giveUp(): void {
    this.#over.abort();
    this.note('no model answered in time');
  }

  close({ findings, dropped }: Read): ModelOutcome {
    const served = this.#over.signal.aborted ? undefined : this.#served;
    const share = {
      service: served?.service,
      model: served?.model,
      ...(served === undefined || served === this.#ports.settings.choices[0]
        ? {}
        : { standIn: true as const }),
      usd: this.#microUsd / 1_000_000,
      dropped,
      notes: [...this.#notes],
    };
    return { findings, share };
  }

  async run(): Promise<Read> {
    const { clock, settings } = this.#ports;
    const ground = await this.#prepare();
    if (ground === undefined) return { findings: [], dropped: 0 };
    const tried: (TriedModel | undefined)[] = [];
    while (!this.#over.signal.aborted) {
      const step = decideNext(settings.choices, tried, clock.now(), this.#until);
      if (step.action === 'leave') {
        this.note(`no language model served: ${step.reason}`);
        break;
      }
      if (step.action === 'wait') {
        await clock.sleep(step.ms, this.#over.signal);
        continue;
      }
      const choice = settings.choices[step.choice];
      if (choice === undefined) break;
      const outcome = await this.#try(choice, step.withinMs, ground);
      if (!('failed' in outcome)) {
        this.#served = choice;
        return outcome;
      }
      tried[step.choice] = { tries: (tried[step.choice]?.tries ?? 0) + 1, failed: outcome.failed };
    }
    return { findings: [], dropped: 0 };
  }

  async #prepare(): Promise<AnswerGround | undefined> {
    const { source, language, listPeople, policy, kind = 'all', detectorFindings: known } = this.#question;
    const people = policy.stripPersonalData ? ((await listPeople?.()) ?? []) : [];
    const categories = modelCategoriesOf(language, kind);
    const prepared = prepareSource({ source, language, people }, policy);
    if (prepared === undefined) {
      this.note(
        `language models were not asked: how comments look in ${language} is not known, so that nothing can be taken out`,
      );
      return undefined;
    }
    if (categories.length === 0) {
      this.note('language models were not asked: they have no rules of this kind');
      return undefined;
    }
    return { prepared, categories, known };
  }

  async #try(
    choice: ModelChoice,
    withinMs: number,
    ground: AnswerGround,
  ): Promise<Read | { readonly failed: NonNullable<TriedModel['failed']> }> {
    const { clock, guard, random, onFault } = this.#ports;
    try {
      const mark = drawMark(ground.prepared.lines.join('\n'), this.#ports.drawMark);
      const { structured } = choice;
      const prompt = writePrompt({ ...ground, language: this.#question.language, mark, structured });
      const answer = await guard(choice, async () => await this.#pay(choice, prompt, withinMs));
      return readAnswer(answer.text, ground);
    } catch (error) {
      onFault(choice.name, error);
      this.note(`${choice.name} did not serve: ${sentenceOf(error)}`);
      const kind = error instanceof ModelError ? error.kind : 'left-alone';
      const asked = error instanceof ModelError ? error.retryAfterMs : undefined;
      const waitMs = asked ?? backOffMs(1, BACK_OFF, random());
      return { failed: { kind, at: clock.now(), waitMs } };
    }
  }

  /** Counts the most that the call can cost, makes it, and counts what it was. */
  async #pay(choice: ModelChoice, prompt: ModelPrompt, withinMs: number): Promise<ModelAnswer> {
    const { clock, settings, spend, drawMark: draw } = this.#ports;
    const inputTokens = mostTokens(prompt.instructions, prompt.material, JSON.stringify(prompt.schema));
    if (inputTokens > choice.maxInputTokens)
      throw new ModelError(
        'refused',
        `its prompt may have ${inputTokens} tokens, and ${choice.maxInputTokens} are allowed`,
      );
    const hold = {
      id: draw(),
      microUsd: costOf({ inputTokens, outputTokens: choice.maxOutputTokens }, choice),
    };
    const accounts = accountsOf(clock.now(), this.#question.sessionId, settings.budgetUsd);
    const held: string[] = [];
    let cost = 0;
    const count = (microUsd: number) => {
      this.#microUsd += microUsd - cost;
      cost = microUsd;
    };
    try {
      for (const { account, most, what } of accounts) {
        if (!(await spend.reserve(account, hold, most)))
          throw new ModelError('over-budget', `a call may cost more than is left ${what}`);
        held.push(account);
      }
      // Until somebody says what it was.
      count(hold.microUsd);
      const answer = await this.#call(choice, prompt, withinMs);
      count(costOf(answer, choice));
      return answer;
    } catch (error) {
      const used = error instanceof ModelError ? error.used : 'unknown';
      if (used !== 'unknown') count(used === undefined ? 0 : costOf(used, choice));
      throw error;
    } finally {
      await this.#settle(choice, held, hold, cost);
    }
  }

  async #settle(choice: ModelChoice, accounts: readonly string[], hold: Hold, cost: number): Promise<void> {
    const settled = await Promise.allSettled(
      accounts.map(async (account) => await this.#ports.spend.settle(account, hold, cost)),
    );
    // What could not be settled stays counted at the most that it can have been.
    for (const one of settled) if (one.status === 'rejected') this.#ports.onFault(choice.name, one.reason);
  }

  async #call(choice: ModelChoice, prompt: ModelPrompt, withinMs: number): Promise<ModelAnswer> {
    const { clock, modelOf } = this.#ports;
    const done = new AbortController();
    const late = clock.sleep(withinMs, done.signal).then((): never => {
      throw new ModelError('timed-out', `no answer came within ${Math.round(withinMs / 100) / 10} s`, {
        used: 'unknown',
      });
    });
    const call = modelOf(choice).ask(prompt, {
      maxOutputTokens: choice.maxOutputTokens,
      withinMs,
      signal: AbortSignal.any([this.#over.signal, done.signal]),
    });
    // One of them loses.
    late.catch(() => undefined);
    call.catch(() => undefined);
    try {
      return await Promise.race([call, late]);
    } finally {
      done.abort();
    }
  }
}

/** In our own words: what others say may repeat what they were sent. */
function sentenceOf(error: unknown): string {
  if (error instanceof ModelError || error instanceof CircuitOpenError) return error.message;
  return 'something of ours failed before it could be asked';
}
