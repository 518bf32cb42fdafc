import type { ModelChoice } from '../../config/model-settings.ts';
import type { ModelUsage } from './language-model.ts';

/** Keeps what language models cost, a row each account. Implementation: adapters/dynamodb/spend-store.ts. */
export interface SpendStore {
  /**
   * Counts the most that a call can cost, by one conditional write; a hold that is there is counted already.
   * @param most that the account may come to, millionths of a USD
   * @returns false when it would come to more; nothing is counted then
   */
  reserve(account: string, hold: Hold, most: number): Promise<boolean>;
  /** Counts what it was instead. Does nothing when the hold is not there any more. @param cost millionths of a USD */
  settle(account: string, hold: Hold, cost: number): Promise<void>;
}

/** What is counted for a call that has not been settled. */
export interface Hold {
  /** Letters and digits. */
  readonly id: string;
  /** Millionths of a USD. */
  readonly microUsd: number;
}

/** The accounts that a call is counted on, each with the most that it may come to, millionths of a USD. */
export function accountsOf(
  now: number,
  sessionId: string | undefined,
  budgetUsd: { readonly month: number; readonly session: number },
): readonly { readonly account: string; readonly most: number; readonly what: string }[] {
  const month = new Date(now).toISOString().slice(0, 7);
  return [
    ...(sessionId === undefined
      ? []
      : [{ account: `SESSION#${sessionId}`, most: toMicro(budgetUsd.session), what: 'of the session' }]),
    { account: `MONTH#${month}`, most: toMicro(budgetUsd.month), what: `of ${month}` },
  ];
}

/** What a call costs, millionths of a USD, rounded up: a price is USD per million tokens. */
export function costOf(
  { inputTokens, outputTokens }: ModelUsage,
  { price }: Pick<ModelChoice, 'price'>,
): number {
  return Math.ceil(inputTokens * price.inputUsd + outputTokens * price.outputUsd);
}

/** What services put around a prompt counts, too, tokens. */
const FRAME_TOKENS = 1_024;

/** The most tokens that a text can be: no token of any of these models is less than a byte. */
export function mostTokens(...texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + new TextEncoder().encode(text).length, FRAME_TOKENS);
}

function toMicro(usd: number): number {
  return Math.floor(usd * 1_000_000);
}
