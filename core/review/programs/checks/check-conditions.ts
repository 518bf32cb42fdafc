import type { SyntaxNode } from '../../../syntax/syntax-tree.ts';
import {
  assignmentOf,
  branchesOf,
  callOf,
  conditionOfLoop,
  isElseIf,
  operationOf,
  statementOf,
} from '../parts.ts';
import { bare, type Check, codeOf, nodesOf, type Program, quote, textOf, within } from '../program.ts';

const COMPARES = /^(?:==|!=|===|!==|<|>|<=|>=)$/;
/** What gives 0, 1 or itself of the same operand twice. */
const OF_ITSELF = /^(?:==|!=|===|!==|<|>|<=|>=|-|\/|%|\^|&&|\|\||and|or)$/;
const SIMPLE =
  /^(?:Identifier|VariableName|Name|FieldExpression|FieldAccess|MemberExpression|SubscriptExpression|ArrayAccess|IndexExpr|SelectorExpr|IndexExpression)$/;

/** Conditions that cannot mean what they say. */
export const checkConditions: Check = (program, tell) => {
  const { family } = program;
  for (const node of nodesOf(program, family.ifs)) {
    if (isElseIf(program, node)) continue;
    const branches = branchesOf(program, node);
    const [first, second] = branches;
    if (branches.length === 2 && second!.condition === undefined) {
      const code = codeOfBody(program, first!.body);
      if (code !== '' && code === codeOfBody(program, second!.body)) {
        tell('program/identical-branches', node, 'Both branches of this condition do the same.');
      }
    }
    const asked = new Map<string, SyntaxNode>();
    for (const { condition } of branches) {
      if (condition === undefined || hasEffect(program, condition)) continue;
      const code = codeOf(program, condition);
      if (asked.has(code)) {
        tell(
          'program/repeated-condition',
          condition,
          `\`${quote(program, condition)}\` was asked before in this chain.`,
        );
      }
      asked.set(code, condition);
    }
  }
  for (const node of nodesOf(program, family.ternaries)) {
    const [a, b] = node.children.filter(({ kind }) => !/Op$|^[?:]$|^if$|^else$/.test(kind)).slice(-2);
    const [yes, no] =
      node.kind === 'ConditionalExpression' && node.children.some(({ kind }) => kind === 'if')
        ? [node.children[0], b]
        : [a, b];
    if (yes !== undefined && no !== undefined && yes !== no && codeOf(program, yes) === codeOf(program, no)) {
      tell('program/identical-branches', node, `Both ways of this expression are \`${quote(program, no)}\`.`);
    }
  }
  for (const node of nodesOf(program, family.binaries)) {
    const operation = operationOf(program, node);
    if (operation === undefined || !OF_ITSELF.test(operation.operator)) continue;
    const { operator, left, right } = operation;
    if (!SIMPLE.test(bare(program, left).kind) || hasEffect(program, left)) continue;
    if (codeOf(program, left) !== codeOf(program, right)) continue;
    // `x != x` is how to ask for NaN, where x may be one.
    if (/^(?:!=|!==|==|===)$/.test(operator) && SIMPLE.test(left.kind) && mayBeFloat(program, left)) continue;
    tell(
      'program/self-comparison',
      node,
      `Both operands of \`${operator}\` are \`${quote(program, left)}\`.`,
    );
  }
  for (const node of nodesOf(program, family.assignments)) {
    const assignment = assignmentOf(program, node);
    if (assignment === undefined || !/^=?$/.test(assignment.operator)) continue;
    const { left, right } = assignment;
    if (!SIMPLE.test(left.kind) || hasEffect(program, left)) continue;
    if (codeOf(program, left) === codeOf(program, right)) {
      tell('program/self-assignment', node, `\`${quote(program, left)}\` is assigned to itself.`);
    }
  }
};

function mayBeFloat(program: Program, node: SyntaxNode): boolean {
  return (
    /\b(?:float|double|Double|Float|NaN|f64|f32|float64)\b/.test(program.text) ||
    node.kind === 'MemberExpression'
  );
}

/** The code of a body, with or without braces. */
function codeOfBody(program: Program, body: SyntaxNode): string {
  return codeOf(program, body)
    .replace(/^\{ ?|^: ?/, '')
    .replace(/ ?;? ?\}?$/, '')
    .trim();
}

/** Whether evaluating it may change something, so that twice is not once. */
export function hasEffect(program: Program, node: SyntaxNode): boolean {
  const { family } = program;
  return within(node).some(
    ({ kind }) =>
      family.calls.has(kind) ||
      family.assignments.has(kind) ||
      /Update|Postfix|IncDec|Await|Yield|NamedExpression|^New/.test(kind),
  );
}

/** Conditions of languages whose `=` is an expression and whose `<` gives a number. */
export const checkSigns: Check = (program, tell) => {
  const { family } = program;
  const conditions = [
    ...nodesOf(program, family.ifs).flatMap((node) =>
      isElseIf(program, node)
        ? []
        : branchesOf(program, node).map(({ condition, body }) => ({ condition, body })),
    ),
    ...nodesOf(program, family.loops).map((node) => ({
      condition: conditionOfLoop(program, node),
      body: undefined,
    })),
  ];
  for (const { condition, body } of conditions) {
    if (condition === undefined) continue;
    const assignment = assignmentOf(program, condition);
    if (assignment === undefined || !/^=?$/.test(assignment.operator)) continue;
    // What is read by a call is meant, as `while (c = next())`; so is a link that is followed.
    const isLiteral =
      family.numbers.has(assignment.right.kind) ||
      family.strings.has(assignment.right.kind) ||
      /^(?:True|False|BooleanLiteral|Boolean|NULL|nullptr|null)$/.test(assignment.right.kind);
    const isName = body !== undefined && family.names.has(assignment.right.kind);
    if (isLiteral || isName) {
      tell(
        'program/assignment-in-condition',
        condition,
        `\`${quote(program, condition)}\` assigns: \`==\` compares.`,
      );
    }
  }
  for (const node of nodesOf(program, family.assignments)) {
    const assignment = assignmentOf(program, node);
    if (assignment === undefined) continue;
    const { left } = assignment;
    const written = program.text.slice(left.to, left.to + 8);
    if (/^ =[+-] /.test(written)) {
      const sign = written.slice(1, 3);
      tell(
        'program/reversed-operator',
        node,
        `\`${sign}\` assigns a value with a sign; \`${sign[1]}=\` was meant.`,
      );
    }
  }
  for (const node of nodesOf(program, family.binaries)) {
    const operation = operationOf(program, node);
    if (operation === undefined) continue;
    const inner = operationOf(program, operation.left);
    if (
      /^(?:<|<=|>|>=)$/.test(operation.operator) &&
      inner !== undefined &&
      /^(?:<|<=|>|>=)$/.test(inner.operator)
    ) {
      if (operation.operator[0] === inner.operator[0] && !mayBeTemplate(program, node)) {
        tell(
          'program/chained-comparison',
          node,
          `\`${quote(program, node)}\` compares the outcome of a comparison.`,
        );
      }
    }
    if (!/^[&|]$/.test(operation.operator)) continue;
    for (const [side, other] of [
      [operation.left, operation.right],
      [operation.right, operation.left],
    ] as const) {
      const compared = operationOf(program, side);
      if (compared === undefined || !/^(?:==|!=|===|!==)$/.test(compared.operator)) continue;
      if (isTruth(program, other)) continue;
      tell(
        'program/comparison-in-bits',
        node,
        `\`${quote(program, side)}\` is compared before \`${operation.operator}\` is done.`,
      );
      break;
    }
  }
  checkEmptyBodies(program, tell);
};

/** `vector<vector<int>> a(n)` is a declaration that the grammar of C++ may take for comparisons: it is all of its statement. */
function mayBeTemplate({ family }: Program, node: SyntaxNode): boolean {
  let at = node.parent;
  while (at !== undefined && /^(?:Comma|Binary)Expression$/.test(at.kind)) at = at.parent;
  return at === undefined || family.expressionStatements.has(at.kind) || family.argumentLists.has(at.kind);
}

/** Whether an operand is a truth value, so that `&` of it is meant. */
function isTruth(program: Program, node: SyntaxNode): boolean {
  const inner = bare(program, node);
  const operation = operationOf(program, inner);
  if (operation !== undefined)
    return COMPARES.test(operation.operator) || /^(?:&&|\|\||[&|])$/.test(operation.operator);
  return /^(?:UnaryExpression|CallExpression|MethodInvocation|True|False|BooleanLiteral)$/.test(inner.kind);
}

const checkEmptyBodies: Check = (program, tell) => {
  const { family } = program;
  for (const node of nodesOf(program, family.ifs)) {
    for (const { condition, body } of isElseIf(program, node) ? [] : branchesOf(program, node)) {
      if (
        condition !== undefined &&
        textOf(program, body) === ';' &&
        !hasEffect(program, condition) &&
        isFollowedByBlock(program, node)
      ) {
        tell('program/empty-body', body, `The \`;\` ends the if on \`${quote(program, condition)}\`.`);
      }
    }
  }
  for (const node of nodesOf(program, family.loops)) {
    const body = node.children.at(-1);
    if (node.kind === 'DoStatement' || body === undefined || textOf(program, body) !== ';') continue;
    if (isFollowedByBlock(program, node)) {
      tell('program/empty-body', body, 'The `;` is all that this loop does.');
    }
  }
};

/** Whether a block stands right behind, which was to be the body. */
function isFollowedByBlock({ family }: Program, node: SyntaxNode): boolean {
  const siblings = node.parent?.children ?? [];
  const next = siblings[siblings.indexOf(node) + 1];
  return next !== undefined && family.blocks.has(next.kind);
}

/** Statements that calculate and drop. */
export const checkEffects: Check = (program, tell) => {
  const { family } = program;
  for (const node of nodesOf(program, family.expressionStatements)) {
    const statement = statementOf(program, node);
    if (node.children.length > 2 || node.children[0]?.kind === 'echo') continue;
    // In Rust the last expression of a block is its value.
    if (program.language === 'rust' && node.children.at(-1)?.kind !== ';') continue;
    const operation = operationOf(program, statement);
    const isComparison = operation !== undefined && COMPARES.test(operation.operator);
    const isMember =
      program.language === 'python' &&
      statement.kind === 'MemberExpression' &&
      statement.children.at(-1)?.kind === 'PropertyName';
    if (!isComparison && !isMember) continue;
    if (hasEffect(program, statement) && !isComparison) continue;
    if (
      isComparison &&
      (callOf(program, operation.left) !== undefined || hasEffect(program, operation.right))
    )
      continue;
    // `vector<vector<pair<int, int>>> rows(n);` is a declaration that the grammar takes for shifts and comparisons.
    if (/^(?:c|cpp)$/.test(program.language) && textOf(program, statement).includes('>>>')) continue;
    // So it does with `std::vector<std::string> names{"a",}`, and with `names{}, others`.
    if (
      program.language === 'cpp' &&
      /^[\w:]{1,100}\s*<[^=;(){}]{1,200}>\s*\w{1,100}\s*\{/.test(textOf(program, statement))
    )
      continue;
    // `case 1 -> a < b;` is the value of its switch.
    if (node.parent?.kind === 'SwitchRule') continue;
    // Places that do not parse make such statements of what stands around them.
    if (within(node.parent!).some(({ kind }) => kind === '⚠')) continue;
    tell(
      'program/statement-without-effect',
      statement,
      isMember
        ? `\`${quote(program, statement)}\` is named and not called.`
        : `\`${quote(program, statement)}\` is compared, and nothing comes of it.`,
    );
  }
};
