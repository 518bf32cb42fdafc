import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import { casesOf } from '../flow.ts';
import {
  branchesOf,
  callOf,
  isElseIf,
  operationOf,
  statementOf,
  statementsOf,
  stringValueOf,
} from '../parts.ts';
import { around, type Check, nodesOf, type Program, within } from '../program.ts';

/** Shortest answer or input that is known by heart: `YES` and `-1` are what programs print. */
const LEAST_KNOWN = 8;
/** Fewest branches of a chain that is a list of answers. */
const LEAST_BRANCHES = 8;
/** Fewest signs of a literal that nobody would choose: of an input, or of an answer. */
const LEAST_LITERAL = 4;

const COMPARES = /^(?:==|===|!=|!==|is)$/;

/** Programs that know the samples by heart, or the test cases. Only what staff should look at. */
export const checkSamples: Check = (program, tell) => {
  const { family, samples } = program;
  const answers = known(samples.map(({ answer }) => answer));
  const inputs = known(samples.map(({ input }) => input));
  const inputLines = new Set(
    samples
      .flatMap(({ input }) => input.split('\n').map(normalize))
      .filter((line) => line.length >= 2 * LEAST_KNOWN && /\d/.test(line)),
  );
  for (const node of nodesOf(program, family.strings)) {
    const said = stringValueOf(program, node);
    if (said === undefined) continue;
    const value = normalize(said);
    const answered = answers.get(value);
    if (answered !== undefined) {
      tell('program/prints-sample-answer', node, `This text is the whole answer of sample ${answered}.`, {
        confidence: 'low',
      });
    }
    if (inputs.has(value) || (inputLines.has(value) && isCompared(program, node))) {
      tell('program/compares-sample-input', node, 'This text is the input of a sample.', {
        confidence: 'medium',
      });
    }
  }
  for (const node of nodesOf(program, family.ifs)) {
    if (isElseIf(program, node)) continue;
    const answered = branchesOf(program, node).filter(
      ({ condition, body }) =>
        condition !== undefined && asksLiteral(program, condition) && saysLiteral(program, [body]),
    );
    if (answered.length >= LEAST_BRANCHES) {
      tell(
        'program/table-of-answers',
        node,
        `${answered.length} branches from here answer one literal with another.`,
      );
    }
  }
  for (const node of nodesOf(program, family.switches)) {
    const answered = casesOf(program, node).filter(
      ({ label, statements }) =>
        within(label.children[1] ?? label).some((inner) => isLarge(program, inner)) &&
        saysLiteral(program, statements),
    );
    if (answered.length >= LEAST_BRANCHES) {
      tell(
        'program/table-of-answers',
        node,
        `${answered.length} cases from here answer one literal with another.`,
      );
    }
  }
};

/**
 * Texts that nobody writes who solves the problem, with the number of their sample. `IMPOSSIBLE`, `Hello, World!` and what
 * several samples share are words of the problem: every right program has them.
 */
function known(texts: readonly string[]): ReadonlyMap<string, number> {
  const numbered = texts.map((text, at) => ({ text: normalize(text), lines: text.trim(), number: at + 1 }));
  const alone = [...Map.groupBy(numbered, ({ text }) => text).values()].flatMap((same) =>
    same.length === 1 ? same : [],
  );
  return new Map(
    alone
      .filter(({ text, lines }) => text.length >= LEAST_KNOWN && /\d|\n/.test(lines))
      .map(({ text, number }) => [text, number]),
  );
}

/** Without white space at either end, and one space for each between. */
function normalize(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

function isCompared(program: Program, node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  const operation = operationOf(program, parent);
  if (operation !== undefined) return COMPARES.test(operation.operator);
  const call = around(node, program.family.calls);
  return (
    call !== undefined &&
    /(?:equals|strcmp|strncmp|compareTo|compare|startsWith)$/.test(callOf(program, call)?.callee ?? '')
  );
}

function asksLiteral(program: Program, condition: SyntaxNode): boolean {
  return within(condition).some((node) => {
    const operation = operationOf(program, node);
    return (
      operation !== undefined &&
      COMPARES.test(operation.operator) &&
      [operation.left, operation.right].some((side) => isLarge(program, side))
    );
  });
}

/** Whether all that is done is to print, return or keep one literal, and to leave. */
function saysLiteral(program: Program, statements: readonly SyntaxNode[]): boolean {
  const { family } = program;
  const flat = statements
    .flatMap((node) => (family.blocks.has(node.kind) ? statementsOf(node) : [node]))
    .map((node) => statementOf(program, node));
  const said = flat.filter(({ kind }) => !/^(?:Break|Continue)/.test(kind) && kind !== 'GotoStatement');
  if (said.length === 0 || said.length > 2) return false;
  const literals = said
    .flatMap((node) => within(node))
    .filter(({ kind }) => family.numbers.has(kind) || family.strings.has(kind));
  return literals.some((literal) => isLarge(program, literal)) && literals.length <= 3;
}

function isLarge(program: Program, node: SyntaxNode): boolean {
  const { family, text } = program;
  if (family.numbers.has(node.kind))
    return node.to - node.from >= LEAST_LITERAL && !/^10*$/.test(text.slice(node.from, node.to));
  return family.strings.has(node.kind) && (stringValueOf(program, node)?.length ?? 0) >= LEAST_LITERAL;
}
