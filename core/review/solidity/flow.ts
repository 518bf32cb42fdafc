import { type Callable, type Contract, findCallable, type Model } from './contract-model.ts';
import { calledHere, calledInLibrary, type Scope } from './scope.ts';
import {
  type BaseASTNode,
  bare,
  type Expression,
  isAssignment,
  partsOf,
  requiredBy,
  type Statement,
} from './tree.ts';

/** Most functions within functions that are followed. */
const MAX_DEPTH = 8;
/** Most expressions and statements that are looked at from one entry, and from all of a source; behind them the flow ends. */
const MAX_STEPS = 20_000;
const MAX_STEPS_OF_SOURCE = 200_000;

/** What was looked at of a source, by all that ran through its functions. */
interface Effort {
  steps: number;
  cut: boolean;
}
const EFFORTS = new WeakMap<Model, Effort>();

function effortOf(model: Model): Effort {
  const effort = EFFORTS.get(model) ?? { steps: 0, cut: false };
  EFFORTS.set(model, effort);
  return effort;
}

/** Whether there were too many ways through the functions of a source to see all of them. */
export function isCut(model: Model): boolean {
  return effortOf(model).cut;
}

/** Where in the flow an expression stands. */
export interface Frame extends Scope {
  /** What in the entry's own text leads here: a modifier in its head, or a call; undefined in its own body. */
  readonly via: BaseASTNode | undefined;
  /** Whether a modifier is what leads here. */
  readonly inModifier: boolean;
}

/** What is made of a flow: a state that is carried along every way through a function. */
export interface Reader<S> {
  readonly initial: S;
  join(a: S, b: S): S;
  /** After the parts of an expression were looked at, in the order in which they run. */
  step(state: S, node: Expression, frame: Frame): S;
  /** Of `if`, loops, `require`, `?:` before its ways part; `require` is a step, too. */
  check?(state: S, condition: Expression, frame: Frame): S;
  /** Of a modifier of another file, by its name, before what it stands around. */
  foreign?(state: S, modifier: string): S;
}

interface Ways<S> {
  /** At the end of the loop that is run. */
  readonly breaks: S[];
  /** At the end of the function that is run. */
  readonly returns: S[];
}

/** Way of a statement that nothing comes behind. */
type Way<S> = S | undefined;

/** Runs through a function and all that it calls of its own contract, modifiers around it, every way once and loops twice. */
class Run<S> {
  private steps = 0;
  private readonly stack: BaseASTNode[] = [];
  private readonly reader: Reader<S>;

  private readonly effort: Effort;

  constructor(reader: Reader<S>, model: Model) {
    this.reader = reader;
    this.effort = effortOf(model);
  }

  private get cut(): boolean {
    return this.steps > MAX_STEPS || this.effort.steps > MAX_STEPS_OF_SOURCE;
  }

  /** Whether one more may be looked at. Statements count, too: loops and modifiers within each other double what holds no expression. */
  private spend(): boolean {
    this.steps += 1;
    this.effort.steps += 1;
    this.effort.cut ||= this.cut;
    return !this.cut;
  }

  private join(a: Way<S>, b: Way<S>): Way<S> {
    if (a === undefined) return b;
    return b === undefined ? a : this.reader.join(a, b);
  }

  /** A function with its modifiers around its body. */
  callable(state: S, callable: Callable, leaf: Contract, model: Model, via: BaseASTNode | undefined): Way<S> {
    if (this.stack.includes(callable.node) || this.stack.length >= MAX_DEPTH) return state;
    this.stack.push(callable.node);
    const frame: Frame = { model, leaf, callable, via, inModifier: false };
    const modifiers = callable.node.type === 'FunctionDefinition' ? callable.node.modifiers : [];
    const end = this.within(state, frame, modifiers ?? [], 0);
    this.stack.pop();
    return end;
  }

  private within(
    state: S,
    frame: Frame,
    modifiers: readonly { name: string; arguments: Expression[] | null }[],
    at: number,
  ): Way<S> {
    const invocation = modifiers[at];
    if (!invocation) {
      const ways: Ways<S> = { breaks: [], returns: [] };
      const end = this.statement(state, frame.callable.node.body, frame, ways, () => undefined);
      return ways.returns.reduce<Way<S>>((joined, each) => this.join(joined, each), end);
    }
    const modifier = findCallable(frame.leaf, invocation.name, 0, 'modifier');
    const given = (invocation.arguments ?? []).reduce(
      (each, value) => this.expression(each, value, frame),
      state,
    );
    if (!modifier && this.reader.foreign)
      return this.within(this.reader.foreign(given, invocation.name), frame, modifiers, at + 1);
    if (!modifier?.node.body || this.stack.includes(modifier.node))
      return this.within(given, frame, modifiers, at + 1);
    this.stack.push(modifier.node);
    const inner: Frame = {
      ...frame,
      callable: modifier,
      via: frame.via ?? (invocation as unknown as BaseASTNode),
      inModifier: frame.inModifier || frame.via === undefined,
    };
    const ways: Ways<S> = { breaks: [], returns: [] };
    const end = this.statement(given, modifier.node.body, inner, ways, (each) =>
      this.within(each, frame, modifiers, at + 1),
    );
    this.stack.pop();
    return ways.returns.reduce<Way<S>>((joined, each) => this.join(joined, each), end);
  }

  private statement(
    state: S,
    node: BaseASTNode | null | undefined,
    frame: Frame,
    ways: Ways<S>,
    rest: (state: S) => Way<S>,
  ): Way<S> {
    if (!node || !this.spend()) return state;
    const each = node as Statement;
    const go = (from: Way<S>, part: BaseASTNode | null | undefined) =>
      from === undefined ? undefined : this.statement(from, part, frame, ways, rest);
    switch (each.type) {
      case 'Block':
        return each.statements.reduce<Way<S>>((from, part) => go(from, part), state);
      case 'UncheckedStatement':
        return go(state, each.block);
      case 'IfStatement': {
        const from = this.condition(state, each.condition, frame);
        return this.join(go(from, each.trueBody), go(from, each.falseBody));
      }
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
        return this.loop(state, each, frame, ways, rest);
      case 'TryStatement': {
        const from = this.expression(state, each.expression, frame);
        return each.catchClauses.reduce<Way<S>>(
          (joined, clause) => this.join(joined, go(from, clause.body)),
          go(from, each.body),
        );
      }
      case 'ReturnStatement':
        ways.returns.push(this.expression(state, each.expression, frame));
        return undefined;
      case 'ThrowStatement':
      case 'RevertStatement':
        return undefined;
      case 'BreakStatement':
      case 'ContinueStatement':
        ways.breaks.push(state);
        return undefined;
      case 'ExpressionStatement': {
        const inner = each.expression;
        if (inner?.type === 'Identifier' && inner.name === '_') return rest(state);
        if (
          inner?.type === 'FunctionCall' &&
          inner.expression.type === 'Identifier' &&
          inner.expression.name === 'revert'
        )
          return undefined;
        return this.expression(state, inner, frame);
      }
      case 'VariableDeclarationStatement':
        return this.expression(state, each.initialValue, frame);
      case 'EmitStatement':
        return this.expression(state, each.eventCall, frame);
      default:
        return state;
    }
  }

  private loop(
    state: S,
    node: Extract<Statement, { type: 'WhileStatement' | 'DoWhileStatement' | 'ForStatement' }>,
    frame: Frame,
    outer: Ways<S>,
    rest: (state: S) => Way<S>,
  ): Way<S> {
    const ways: Ways<S> = { breaks: [], returns: outer.returns };
    const condition = node.type === 'ForStatement' ? node.conditionExpression : node.condition;
    let from: Way<S> =
      node.type === 'ForStatement' ? this.statement(state, node.initExpression, frame, ways, rest) : state;
    let end: Way<S>;
    for (let round = 0; round < 2 && from !== undefined && !this.cut; round++) {
      if (node.type !== 'DoWhileStatement' || round > 0) {
        if (condition) from = this.condition(from, condition, frame);
        end = this.join(end, from);
      }
      let last: Way<S> = this.statement(from, node.body, frame, ways, rest);
      if (last !== undefined && node.type === 'ForStatement')
        last = this.statement(last, node.loopExpression, frame, ways, rest);
      from = ways.breaks.reduce<Way<S>>((joined, each) => this.join(joined, each), last);
      ways.breaks.length = 0;
    }
    return this.join(end, from);
  }

  private condition(state: S, condition: Expression, frame: Frame): S {
    const from = this.expression(state, condition, frame);
    return this.reader.check?.(from, condition, frame) ?? from;
  }

  private expression(state: S, node: Expression | null | undefined, frame: Frame): S {
    if (!node || !this.spend()) return state;
    const each = bare(node);
    let from = state;
    if (isAssignment(each)) {
      from = this.expression(from, each.right, frame);
      from =
        each.operator === '='
          ? this.indexes(from, each.left, frame)
          : this.expression(from, each.left, frame);
    } else if (each.type === 'Conditional') {
      from = this.condition(from, each.condition, frame);
      from = this.reader.join(
        this.expression(from, each.trueExpression, frame),
        this.expression(from, each.falseExpression, frame),
      );
    } else if (each.type === 'UnaryOperation' && each.operator === 'delete') {
      from = this.indexes(from, each.subExpression, frame);
    } else {
      for (const part of partsOf(each)) from = this.expression(from, part as Expression, frame);
    }
    const required = requiredBy(each);
    if (required) from = this.reader.check?.(from, required, frame) ?? from;
    from = this.reader.step(from, each, frame);
    if (each.type !== 'FunctionCall') return from;
    const called = calledHere(frame, each) ?? calledInLibrary(frame, each);
    if (!called) return from;
    const via = frame.via ?? each;
    const leaf =
      called.contract.kind === 'library' && called.contract.callables ? called.contract : frame.leaf;
    return this.callable(from, called, leaf, frame.model, via) ?? from;
  }

  /** What is read to know where is written to: `k` of `m[k] = x`, not `m`. */
  private indexes(state: S, target: Expression, frame: Frame): S {
    const each = bare(target);
    if (each.type === 'IndexAccess')
      return this.expression(this.indexes(state, each.base, frame), each.index, frame);
    if (each.type === 'MemberAccess') return this.indexes(state, each.expression, frame);
    if (each.type === 'TupleExpression')
      return each.components.reduce(
        (from, part) => (part ? this.indexes(from, part as Expression, frame) : from),
        state,
      );
    return state;
  }
}

/** Runs through an entry as a contract offers it; answers the state at its end, if it has one. */
export function runThrough<S>(
  model: Model,
  leaf: Contract,
  entry: Callable,
  reader: Reader<S>,
): S | undefined {
  return new Run(reader, model).callable(reader.initial, entry, leaf, model, undefined);
}
