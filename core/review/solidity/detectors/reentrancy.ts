import type { Confidence, Finding } from '../../finding.ts';
import { entries } from '../bodies.ts';
import { type ExternalCall, readExternal } from '../calls.ts';
import { type Callable, type Contract, type Model, stateVariable } from '../contract-model.ts';
import { type Frame, type Reader, runThrough } from '../flow.ts';
import { isGuarded } from '../guards.ts';
import { isChosen, originsOf, valueOriginsOf } from '../origins.ts';
import { found } from '../report.ts';
import { storageBehind } from '../scope.ts';
import {
  type BaseASTNode,
  bare,
  type Expression,
  isAssignment,
  nodesOf,
  quoted,
  rootOf,
  targetsOf,
} from '../tree.ts';
import { isTrusted } from '../trust.ts';

/** A call that was made on a way, as it stood then. */
interface Made {
  readonly call: ExternalCall;
  readonly at: BaseASTNode;
  /** State that had been read by then: what a call back finds unchanged. */
  readonly read: ReadonlySet<string>;
  readonly to: Receiver;
}

/** Who is called: who calls, whom they name, whom somebody named before, or whom only the owner can have chosen. */
type Receiver = 'caller' | 'chosen' | 'stored' | 'trusted';

function readReceiver(frame: Frame, receiver: Expression): Receiver {
  const origins = originsOf(frame, receiver);
  if (origins.has('sender')) return 'caller';
  if (isChosen(valueOriginsOf(frame, receiver))) return 'chosen';
  return isTrusted(frame, receiver) ? 'trusted' : 'stored';
}

/** Most calls that are remembered on a way: the first of many, one behind the other, tell what all do. */
const MAX_MADE = 50;

interface Way {
  readonly read: ReadonlySet<string>;
  readonly checked: ReadonlySet<string>;
  /** Flags that were asked and set: a call back ends at them. */
  readonly locked: boolean;
  readonly made: ReadonlyMap<BaseASTNode, Made>;
}

const union = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): ReadonlySet<T> =>
  a === b || b.size === 0 ? a : new Set([...a, ...b]);
const plus = <T>(set: ReadonlySet<T>, more: readonly T[]): ReadonlySet<T> =>
  more.every((each) => set.has(each)) ? set : new Set([...set, ...more]);

/** State that an expression reads, through local pointers, too. */
function stateIn(frame: Frame, node: Expression): string[] {
  return [...originsOf(frame, node)]
    .filter((origin) => origin.startsWith('state:'))
    .map((origin) => origin.slice(6));
}

/** A plain flag or number: what locks are made of. */
function isFlag(leaf: Contract, name: string): boolean {
  const type = stateVariable(leaf, name)?.typeName;
  return type?.type === 'ElementaryTypeName' && /^(bool|uint|int)/.test(type.name);
}

/** Whether a value is written in the source or a constant. */
function isFixed(frame: Frame, value: Expression): boolean {
  const each = bare(value);
  if (each.type === 'Identifier') return stateVariable(frame.leaf, each.name)?.fixed === true;
  return each.type === 'BooleanLiteral' || each.type === 'NumberLiteral';
}

/** State that is written behind a call and was read before it. */
interface Hazard {
  readonly made: Made;
  readonly written: Set<string>;
  /** Some of it is what the books hold for who calls: `balances[msg.sender]`. */
  ofCaller: boolean;
}

/**
 * Modifiers that let nobody in a second time, by the names that libraries give them: OpenZeppelin's and solmate's `nonReentrant`, Uniswap's
 * `lock`. They count where their file is not there; of one that is there counts what it does.
 */
const LOCKS = /^_?((non?|prevents?|against)_?re_?entran(t|cy|ce)\w*|lock|mutex)$/i;

class Watch implements Reader<Way> {
  readonly initial: Way = { read: new Set(), checked: new Set(), locked: false, made: new Map() };
  /** Calls behind which state is written that was read before, with that state. */
  readonly hazards = new Map<BaseASTNode, Hazard>();

  join(a: Way, b: Way): Way {
    return {
      read: union(a.read, b.read),
      checked: union(a.checked, b.checked),
      locked: a.locked && b.locked,
      made: a.made === b.made || b.made.size === 0 ? a.made : new Map([...a.made, ...b.made]),
    };
  }

  check(way: Way, condition: Expression, frame: Frame): Way {
    const names = stateIn(frame, condition);
    return { ...way, read: plus(way.read, names), checked: plus(way.checked, names) };
  }

  foreign(way: Way, modifier: string): Way {
    return LOCKS.test(modifier) && way.made.size === 0 ? { ...way, locked: true } : way;
  }

  step(way: Way, node: Expression, frame: Frame): Way {
    let next = way;
    if (node.type === 'Identifier') {
      const name = storageBehind(frame, node.name);
      if (name) next = { ...next, read: plus(next.read, [name]) };
    }
    for (const target of targetsOf(node)) next = this.write(next, node, target, frame);
    if (node.type !== 'FunctionCall' || next.locked) return next;
    const call = readExternal(frame, node);
    if (!call || !canCallBack(call, frame) || next.made.size >= MAX_MADE) return next;
    const at = frame.inModifier && frame.via ? frame.via : node;
    const read = union(
      next.read,
      new Set(
        [call.receiver, call.value, ...call.arguments].flatMap((part) => (part ? stateIn(frame, part) : [])),
      ),
    );
    // No write behind it can matter to a call before which nothing was read: that there was one is all that counts.
    if (read.size === 0 && next.made.size > 0) return next;
    const made: Made = { call, at, read, to: readReceiver(frame, call.receiver) };
    return { ...next, made: new Map([...next.made, [at, made]]) };
  }

  private write(way: Way, node: Expression, target: Expression, frame: Frame): Way {
    const root = rootOf(target);
    const name =
      root && (bare(target).type === 'Identifier' ? stateOf(frame, root) : storageBehind(frame, root));
    if (!name) return way;
    let ofCaller: boolean | undefined;
    for (const made of way.made.values()) {
      if (!made.read.has(name)) continue;
      ofCaller ??= originsOf(frame, target).has('sender');
      const hazard = this.hazards.get(made.at) ?? { made, written: new Set(), ofCaller: false };
      hazard.written.add(name);
      hazard.ofCaller ||= ofCaller;
      this.hazards.set(made.at, hazard);
    }
    const locks =
      way.checked.has(name) && isAssignment(node) && isFixed(frame, node.right) && isFlag(frame.leaf, name);
    return locks && way.made.size === 0 ? { ...way, locked: true } : way;
  }
}

/** A name that is assigned itself: storage where it is one there, a pointer is only turned. */
function stateOf(frame: Frame, name: string): string | undefined {
  return frame.callable.locals.has(name) ? undefined : storageBehind(frame, name);
}

/** Whether who is called could call back in that call. */
function canCallBack(call: ExternalCall, frame: Frame): boolean {
  if (call.kind === 'staticcall') return false;
  if (
    call.gas &&
    bare(call.gas).type === 'NumberLiteral' &&
    Number((bare(call.gas) as { number: string }).number) <= 2300
  )
    return false;
  // Since 0.5 what promises to read only is held to it.
  return !(call.kind === 'function' && call.callee?.reads && frame.model.versions.from >= 5);
}

/** Calls of which nothing can be said but that the contract called is another one. */
const SURE: Readonly<Record<ExternalCall['kind'], Confidence>> = {
  call: 'high',
  callcode: 'high',
  delegatecall: 'low',
  staticcall: 'low',
  function: 'medium',
  send: 'low',
  transfer: 'low',
};

/** State that is written behind a call that lets a stranger run, in a function and all that it calls. */
export function* detectReentrancy(model: Model): Iterable<Finding> {
  for (const { leaf, entry } of entries(model)) {
    if (!mayLeave(entry)) continue;
    const watch = new Watch();
    runThrough(model, leaf, entry, watch);
    for (const hazard of watch.hazards.values()) {
      const finding = judge(hazard, entry, isGuarded({ model, leaf, callable: entry }));
      if (finding) yield finding;
    }
  }
}

/** What a call is, behind which state is written that was read before. */
function judge(
  { made: { call, at, to }, written, ofCaller }: Hazard,
  entry: Callable,
  guarded: boolean,
): Finding | undefined {
  const names = [...written].sort().map((name) => `\`${name}\``);
  const what = `${quoted(call.receiver)} is called before ${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} written in \`${entry.name || 'the fallback'}\``;
  if (call.kind === 'send' || call.kind === 'transfer')
    return to === 'caller' && ofCaller
      ? found('solidity/reentrancy-by-transfer', at, 'low', `${what}.`)
      : found('solidity/effects-after-payment', at, 'medium', `${what}.`);
  // A contract that was agreed on before is not a stranger; that of a token is as a rule one that does not call back.
  if (to === 'trusted' || (call.kind === 'function' && to === 'stored')) return undefined;
  return found(
    'solidity/reentrancy',
    at,
    guarded ? 'low' : SURE[call.kind],
    `${what}; it can call back and finds what was there before.`,
  );
}

/** Whether it is worth running through a function at all: it, or what it may call, has calls. */
function mayLeave(entry: Callable): boolean {
  return (
    nodesOf(entry.node, 'FunctionCall').length > 0 || nodesOf(entry.node, 'ModifierInvocation').length > 0
  );
}
