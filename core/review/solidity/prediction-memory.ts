/** Where a rule of the grammar was called from; outermost, nothing. */
interface RuleContext {
  readonly parentCtx: RuleContext | null;
  readonly invokingState: number;
}

interface Tokens {
  readonly index: number;
  LA(offset: number): number;
  consume(): void;
  seek(index: number): void;
}

interface Decision {
  readonly decision: number;
  readonly atnStartState: unknown;
}

/** What of ANTLR's `ParserATNSimulator` looks ahead with all that stands around. */
interface Predictor {
  computeStartState(state: unknown, context: RuleContext | null, full: boolean): unknown;
  execATNWithFullContext(
    decision: Decision,
    ambiguous: unknown,
    start: unknown,
    tokens: Tokens,
    from: number,
    context: RuleContext | null,
  ): number;
  reportAttemptingFullContext(...of: readonly unknown[]): void;
  reportContextSensitivity(
    decision: unknown,
    alternative: number,
    configs: unknown,
    from: number,
    to: number,
  ): void;
  reportAmbiguity(decision: unknown, state: unknown, from: number, to: number): void;
}

/** What of a parser that ANTLR made is needed to keep what it predicts. */
export interface PredictingParser {
  readonly _interp: Predictor;
  /** How strongly what stands before the next operator binds. */
  getPrecedence(): number;
}

/** A place of the tree that leads from what a prediction depends on to what it was. */
interface Place {
  readonly next: Map<number, Place>;
  /** Alternatives are counted from 1. */
  alternative?: number;
}

const END_OF_TOKENS = -1;
/** Between what stands around and what comes; neither a state of the grammar nor a token. */
const BEHIND_CONTEXT = -2;
/** Predictions that look further ahead are made anew each time: they are rare, and hardly two are the same. */
const MOST_AHEAD = 64;

/**
 * Keeps what a parser of ANTLR predicted with its full context, which ANTLR itself makes anew each time. Such a prediction depends on the decision, on which rules it was called
 * through, on how strongly the operator before it binds, and on the kinds of tokens up to where it was sure, and on nothing else: found again, it is the same, and reads no token more.
 */
export class PredictionMemory {
  readonly #mostPlaces: number;
  #places = 0;
  #first: Place = { next: new Map() };

  /** @param mostPlaces how much is kept, about 150 bytes each; when it is full, all is forgotten */
  constructor(mostPlaces: number) {
    this.#mostPlaces = mostPlaces;
  }

  /** How many places are kept. */
  get places(): number {
    return this.#places;
  }

  /** Lets a parser, before it reads, use what was kept and add to it. Who listens to it for ambiguities no longer hears of them. */
  readonly serve = (parser: PredictingParser): void => {
    const predictor = parser._interp;
    const predict = predictor.execATNWithFullContext.bind(predictor);
    const startOf = predictor.computeStartState.bind(predictor);
    let sureAt: number | undefined;
    predictor.reportAttemptingFullContext = () => {};
    predictor.reportContextSensitivity = (_decision, _alternative, _configs, _from, to) => {
      sureAt = to;
    };
    predictor.reportAmbiguity = (_decision, _state, _from, to) => {
      sureAt = to;
    };
    // It would be for nothing where the prediction is known.
    predictor.computeStartState = (state, context, full) =>
      full ? undefined : startOf(state, context, false);
    predictor.execATNWithFullContext = (decision, ambiguous, _start, tokens, from, context) => {
      if (this.#places >= this.#mostPlaces) this.#forget();
      const around = this.#placeAround(decision.decision, parser.getPrecedence(), context);
      const known = recall(around, tokens, from);
      if (known !== undefined) return known;
      sureAt = undefined;
      const start = startOf(decision.atnStartState, context, true);
      const alternative = predict(decision, ambiguous, start, tokens, from, context);
      // One that was made of what is wrong is not kept: it does not say how far it looked.
      if (sureAt !== undefined) this.#keep(around, tokens, from, sureAt, alternative);
      return alternative;
    };
  };

  #forget(): void {
    this.#first = { next: new Map() };
    this.#places = 0;
  }

  #step(place: Place, by: number): Place {
    const there = place.next.get(by);
    if (there) return there;
    const made: Place = { next: new Map() };
    place.next.set(by, made);
    this.#places += 1;
    return made;
  }

  #placeAround(decision: number, precedence: number, context: RuleContext | null): Place {
    // Outermost first: what is nested shares the way to what it is nested in, however deep a source goes.
    const states: number[] = [];
    for (let each = context; each?.parentCtx; each = each.parentCtx) states.push(each.invokingState);
    let place = this.#first;
    for (let at = states.length - 1; at >= 0; at--) place = this.#step(place, states[at]!);
    return [BEHIND_CONTEXT, decision, precedence].reduce((to, by) => this.#step(to, by), place);
  }

  #keep(around: Place, tokens: Tokens, from: number, to: number, alternative: number): void {
    const ahead: number[] = [];
    tokens.seek(from);
    while (ahead.length < MOST_AHEAD) {
      const token = tokens.LA(1);
      ahead.push(token);
      if (token === END_OF_TOKENS || tokens.index >= to) {
        ahead.reduce((place, each) => this.#step(place, each), around).alternative = alternative;
        return;
      }
      tokens.consume();
    }
  }
}

/** What was predicted before for these tokens; it looks no further than the prediction would. */
function recall(around: Place, tokens: Tokens, from: number): number | undefined {
  tokens.seek(from);
  let place: Place | undefined = around;
  while (place) {
    if (place.alternative !== undefined) return place.alternative;
    if (place.next.size === 0) return undefined;
    const token = tokens.LA(1);
    place = place.next.get(token);
    if (token === END_OF_TOKENS) return place?.alternative;
    tokens.consume();
  }
  return undefined;
}
