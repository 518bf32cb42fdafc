import type { PolicyDocument, PolicyStatement } from '../principals.ts';
import { conditionsHold, type RequestContext, UnsupportedPolicy } from './conditions.ts';
import { matchesAction, matchesArn } from './match.ts';

/** One action on one resource, with the condition keys that AWS would supply. */
export interface ActionCheck {
  /** 'sqs:SendMessage' */
  readonly action: string;
  /** ARN; '*' for actions that know no resource. */
  readonly resource: string;
  readonly context?: RequestContext;
  /** Policy attached to the resource; it can allow and deny like an identity policy (one account). */
  readonly resourcePolicy?: PolicyDocument;
}

export interface Decision {
  readonly allowed: boolean;
  /** 'implicit': nothing allows it; 'explicit': a Deny statement matched. Absent when allowed. */
  readonly denial?: 'implicit' | 'explicit';
}

/** Who asks, as resource policies name callers: ARNs of role and session, or a service. */
export interface Caller {
  readonly arns: readonly string[];
  readonly accountId?: string;
  readonly service?: string;
}

/**
 * AWS's decision within one account: a matching Deny wins, else any matching Allow of the identity's or the
 * resource's policies, else refused. Throws UnsupportedPolicy for a policy that it cannot read.
 */
export function evaluate(
  identityPolicies: readonly PolicyDocument[],
  check: ActionCheck,
  caller: Caller,
): Decision {
  const statements = [
    ...identityPolicies.flatMap(statementsOf),
    ...(check.resourcePolicy === undefined ? [] : statementsOf(check.resourcePolicy)).filter((statement) =>
      namesCaller(statement, caller),
    ),
  ].filter((statement) => applies(statement, check));
  if (statements.some((statement) => statement.Effect === 'Deny'))
    return { allowed: false, denial: 'explicit' };
  if (statements.some((statement) => statement.Effect === 'Allow')) return { allowed: true };
  return { allowed: false, denial: 'implicit' };
}

function applies(statement: PolicyStatement, check: ActionCheck): boolean {
  const action = (pattern: string) => matchesAction(pattern, check.action);
  const resource = (pattern: string) => matchesArn(plain(pattern), check.resource);
  if (statement.Action !== undefined && !list(statement.Action).some(action)) return false;
  if (statement.NotAction !== undefined && list(statement.NotAction).some(action)) return false;
  if (statement.Resource !== undefined && !list(statement.Resource).some(resource)) return false;
  if (statement.NotResource !== undefined && list(statement.NotResource).some(resource)) return false;
  return conditionsHold(statement.Condition, check.context ?? {});
}

function plain(pattern: string): string {
  if (typeof pattern !== 'string')
    throw new UnsupportedPolicy(`an unresolved resource ${JSON.stringify(pattern)}`);
  if (/\$\{[^*?$]/.test(pattern)) throw new UnsupportedPolicy(`a policy variable in ${pattern}`);
  return pattern.replace(/\$\{([*?$])\}/g, '$1');
}

function namesCaller(statement: PolicyStatement, caller: Caller): boolean {
  const principal = statement.Principal;
  if (principal === '*') return true;
  if (typeof principal !== 'object' || principal === null) return false;
  const { AWS, Service } = principal as { AWS?: string | string[]; Service?: string | string[] };
  if (caller.service !== undefined) return Service !== undefined && list(Service).includes(caller.service);
  // An Allow for the account only delegates to identity policies; a Deny for it binds everybody in it.
  const account = (name: string) =>
    statement.Effect === 'Deny' &&
    caller.accountId !== undefined &&
    (name === caller.accountId || name === `arn:aws:iam::${caller.accountId}:root`);
  return (
    AWS !== undefined && list(AWS).some((name) => name === '*' || caller.arns.includes(name) || account(name))
  );
}

function statementsOf(policy: PolicyDocument): readonly PolicyStatement[] {
  return Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement as PolicyStatement];
}

function list(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
