import {
  type ModelChoice,
  type ModelSettings,
  modelSettingsSchema,
} from '../../core/config/model-settings.ts';
import type { ModelPorts } from '../../core/review/models/ask-models.ts';
import {
  type AskLimits,
  type LanguageModel,
  type ModelAnswer,
  ModelError,
  type ModelPrompt,
} from '../../core/review/models/language-model.ts';
import { MemorySpendStore } from './memory/spend-store.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Two models, a dear and a cheap one; a call of the first costs 0.04 USD at most, and its default prompt some cents of a cent. */
export function modelSettings(change: Record<string, unknown> = {}): ModelSettings {
  const price = { asOf: '2026-11-01', inputUsd: 1, outputUsd: 10 };
  return modelSettingsSchema.parse({
    choices: [
      { service: 'gemini', name: 'primary', model: 'large', price },
      {
        service: 'openai',
        name: 'cheaper',
        model: 'small',
        baseUrl: 'https://models.example.edu/v1',
        price: { ...price, inputUsd: 0.1, outputUsd: 0.4 },
      },
    ],
    budgetUsd: { month: 10, session: 1 },
    ...change,
  });
}

/** What a model says when it is asked: an answer, a failure, or whatever it does with what it is given. */
export type Say = string | Error | ((prompt: ModelPrompt, limits: AskLimits) => Promise<ModelAnswer>);

export const USED = { inputTokens: 1_000, outputTokens: 100 };

/** Findings as a model answers them. */
export const answerOf = (...findings: readonly object[]): string => JSON.stringify({ findings });

/** Models that say what a test has them say, one thing after the other and the last for ever, on virtual time. */
export class ModelWorld {
  readonly clock = new VirtualClock();
  readonly spend = new MemorySpendStore();
  readonly asked: {
    readonly name: string;
    readonly prompt: ModelPrompt;
    readonly limits: AskLimits;
    readonly at: number;
  }[] = [];
  readonly faults: unknown[] = [];
  readonly #says: Readonly<Record<string, readonly Say[]>>;
  #marks = 0;

  constructor(says: Readonly<Record<string, readonly Say[]>>) {
    this.#says = says;
  }

  ports(change: Partial<ModelPorts> = {}): ModelPorts {
    return {
      settings: modelSettings(),
      clock: this.clock,
      modelOf: (choice) => this.#modelOf(choice),
      guard: async (_choice, call) => await call(),
      spend: this.spend,
      random: () => 0.5,
      drawMark: () => `mark${String(++this.#marks).padStart(20, '0')}`,
      onFault: (_model, error) => this.faults.push(error),
      ...change,
    };
  }

  #modelOf({ name }: ModelChoice): LanguageModel {
    return {
      ask: async (prompt, limits) => {
        const says = this.#says[name] ?? [];
        const said = says[Math.min(this.asked.filter((one) => one.name === name).length, says.length - 1)];
        this.asked.push({ name, prompt, limits, at: this.clock.now() });
        if (said === undefined) throw new ModelError('unavailable', 'nobody is there');
        if (typeof said === 'function') return await said(prompt, limits);
        if (typeof said === 'string') return { text: said, ...USED };
        throw said;
      },
    };
  }

  /** Lets time pass until it has ended. */
  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const end = () => {
      done = true;
    };
    work.then(end, end);
    await this.clock.runUntil(() => done, this.clock.now() + 3_600_000);
    return await work;
  }
}
