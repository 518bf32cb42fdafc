import type { CfnTemplate } from './synthesize.ts';

/**
 * A template's value as a person would write it: `{Sessions}` for a reference, `{Api.Arn}` for an attribute, joins joined.
 * @throws Error on an intrinsic function that our templates do not use
 */
export function render(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  if (Array.isArray(value)) return value.map(render).join(',');
  const entries = Object.entries(value as Record<string, unknown>);
  const [name, argument] = entries[0] ?? [];
  if (entries.length !== 1 || name === undefined)
    throw new Error(`not an intrinsic function: ${JSON.stringify(value)}`);
  switch (name) {
    case 'Ref':
      return `{${String(argument).replace(/^AWS::/, '')}}`;
    case 'Fn::GetAtt':
      return `{${(argument as string[]).join('.')}}`;
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map(render).join(separator);
    }
    case 'Fn::Sub':
      return String(argument).replaceAll(/\$\{(?:AWS::)?([^}]+)\}/g, '{$1}');
    case 'Fn::Select': {
      const [at, list] = argument as [number, unknown];
      return `${render(list)}[${at}]`;
    }
    case 'Fn::Split': {
      const [separator, text] = argument as [string, unknown];
      return `${render(text)} split at ${separator}`;
    }
    default:
      throw new Error(`render() does not know ${name}`);
  }
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | string[];
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** One action on one resource, as a role's policies allow or deny it. */
export interface Permission {
  readonly effect: 'Allow' | 'Deny';
  readonly action: string;
  readonly resource: string;
  /** `key operator value`, sorted; empty without conditions. */
  readonly conditions: string;
}

/** Everything that the role with this logical id may do, from its inline policies and every policy attached to it. */
export function listPermissions(json: CfnTemplate, roleId: string): Permission[] {
  const documents = Object.entries(json.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    if (id === roleId) {
      if (Properties['ManagedPolicyArns'] !== undefined) throw new Error(`${roleId} has a managed policy`);
      return ((Properties['Policies'] ?? []) as { PolicyDocument: unknown }[]).map(
        (policy) => policy.PolicyDocument,
      );
    }
    if (Type !== 'AWS::IAM::Policy') return [];
    const roles = (Properties['Roles'] as unknown[]).map(render);
    return roles.includes(`{${roleId}}`) ? [Properties['PolicyDocument']] : [];
  });
  return documents.flatMap(listStatements);
}

/** What a policy document says, action by action and resource by resource. */
export function listStatements(document: unknown): Permission[] {
  return (document as { Statement: Statement[] }).Statement.flatMap(explode);
}

function explode(statement: Statement): Permission[] {
  if (statement.NotAction !== undefined || statement.NotResource !== undefined) {
    throw new Error(
      'a policy says what is not meant: NotAction and NotResource allow what nobody has thought of',
    );
  }
  const conditions = Object.entries(statement.Condition ?? {})
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, value]) => `${key} ${operator} ${render(value)}`),
    )
    .sort()
    .join(' and ');
  return list(statement.Action).flatMap((action) =>
    list(statement.Resource).map((resource) => ({
      effect: statement.Effect,
      action: render(action),
      resource: render(resource),
      conditions,
    })),
  );
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}
