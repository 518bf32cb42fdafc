/** How API Gateway throttles, and we do: a token bucket that holds `burst` requests and refills `ratePerS` a second. */
export class TokenBucket {
  readonly #ratePerS: number;
  readonly #burst: number;
  #tokens: number;
  #filledAtMs: number;

  constructor(ratePerS: number, burst: number, nowMs: number) {
    this.#ratePerS = ratePerS;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledAtMs = nowMs;
  }

  /** Takes tokens; false when so many are not there: then none is taken, and the request is refused. */
  take(nowMs: number, tokens = 1): boolean {
    const elapsedS = Math.max(0, nowMs - this.#filledAtMs) / 1000;
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsedS * this.#ratePerS);
    this.#filledAtMs = Math.max(this.#filledAtMs, nowMs);
    if (this.#tokens < tokens) return false;
    this.#tokens -= tokens;
    return true;
  }

  /** Tokens that are there, whole ones. */
  left(nowMs: number): number {
    const elapsedS = Math.max(0, nowMs - this.#filledAtMs) / 1000;
    return Math.floor(Math.min(this.#burst, this.#tokens + elapsedS * this.#ratePerS));
  }

  /** How long until a token is there, ms; 0 when one is. */
  waitMs(nowMs: number): number {
    const elapsedS = Math.max(0, nowMs - this.#filledAtMs) / 1000;
    const tokens = this.#tokens + elapsedS * this.#ratePerS;
    return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / this.#ratePerS) * 1000);
  }
}
