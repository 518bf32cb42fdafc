import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { type FunctionPart, functionsOf } from '../functions.ts';
import { isElseIf, jumpOf, operationOf } from '../parts.ts';
import { type Check, countLines, type Program, within } from '../program.ts';

/** What functions may have before it is told. */
const MOST = { cyclomatic: 20, cognitive: 35, nesting: 6, lines: 100 } as const;

/** Figures of one function. */
export interface Complexity {
  /** McCabe, A Complexity Measure (1976): 1 and one for each decision, && and || too. */
  readonly cyclomatic: number;
  /** Campbell, Cognitive Complexity (2018): each break in the flow counts 1, and one more for each level that it is nested. */
  readonly cognitive: number;
  /** Conditions, loops, switches and tries inside each other. */
  readonly nesting: number;
  /** From the first to the last. */
  readonly lines: number;
}

const LOGIC = /^(?:&&|\|\||and|or|\?\?)$/;

/** Measures a function, without those inside of it. */
export function measureComplexity(program: Program, { node, body, name }: FunctionPart): Complexity {
  const { family } = program;
  let [cyclomatic, cognitive, nesting] = [1, 0, 0];
  const visit = (at: SyntaxNode, level: number) => {
    let inner = level;
    const { kind } = at;
    if (at !== body && family.functions.has(kind) && kind !== 'FunctionDefinition') return;
    if (family.ifs.has(kind)) {
      const conditions = at.children.filter(({ kind: word }) => /^(?:if|elif|elseif)$/.test(word)).length;
      cyclomatic += conditions;
      const others = at.children.filter(({ kind: word }) => /^(?:elif|elseif|else)$/.test(word)).length;
      if (isElseIf(program, at)) cognitive += others;
      else {
        cognitive += 1 + level + others;
        inner = level + 1;
      }
    } else if (family.loops.has(kind)) {
      cyclomatic += 1;
      cognitive += 1 + level;
      inner = level + 1;
    } else if (family.switches.has(kind)) {
      cognitive += 1 + level;
      inner = level + 1;
    } else if (family.cases.has(kind)) {
      if (at.children[0]?.kind !== 'default' && kind !== 'DefaultLabel') cyclomatic += 1;
    } else if (family.catches.has(kind) || kind === 'except') {
      cyclomatic += 1;
      cognitive += 1 + level;
    } else if (family.ternaries.has(kind)) {
      cyclomatic += 1;
      cognitive += 1 + level;
    } else if (family.binaries.has(kind)) {
      const operator = operationOf(program, at)?.operator ?? '';
      if (LOGIC.test(operator)) {
        cyclomatic += 1;
        // A row of the same operator is read at once.
        if (at.parent === undefined || operationOf(program, at.parent)?.operator !== operator) cognitive += 1;
      }
    } else if (family.jumps.has(kind)) {
      const jump = jumpOf(program, at);
      const hasLabel = at.children.some(({ kind: word }) => /Label|StatementIdentifier|Lifetime/.test(word));
      if (jump === 'goto' || (hasLabel && jump !== 'return')) cognitive += 1;
    }
    nesting = Math.max(nesting, inner);
    for (const child of at.children) visit(child, inner);
  };
  if (body !== undefined) visit(body, 0);
  if (name !== undefined && body !== undefined) {
    const calls = within(body).some(
      ({ kind, from }) => family.calls.has(kind) && program.text.startsWith(`${name}(`, from),
    );
    if (calls) cognitive += 1;
  }
  const { lineOf } = countLines(program.text.slice(node.from, node.to));
  return { cyclomatic, cognitive, nesting, lines: lineOf(node.to - node.from) };
}

/** Functions that nobody can follow. */
export const checkComplexity: Check = (program, tell) => {
  for (const part of functionsOf(program)) {
    if (part.body === undefined) continue;
    const { cyclomatic, cognitive, nesting, lines } = measureComplexity(program, part);
    const name = part.name === undefined ? 'This function' : `\`${part.name}\``;
    if (cyclomatic > MOST.cyclomatic) {
      tell('program/cyclomatic-complexity', part.at, `${name} has a cyclomatic complexity of ${cyclomatic}.`);
    }
    if (cognitive > MOST.cognitive) {
      tell('program/cognitive-complexity', part.at, `${name} has a cognitive complexity of ${cognitive}.`);
    }
    if (nesting > MOST.nesting) {
      tell('program/deep-nesting', part.at, `${name} has ${nesting} conditions and loops inside each other.`);
    }
    if (lines > MOST.lines) tell('program/long-function', part.at, `${name} has ${lines} lines.`);
  }
};
