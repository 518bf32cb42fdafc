import { AwsError, type Protocol } from '../http-types.ts';
import type { Principal, PrincipalDirectory } from '../principals.ts';
import { UnsupportedPolicy } from './conditions.ts';
import { type ActionCheck, type Caller, evaluate } from './evaluate.ts';

/** The ARN under which a principal appears in refusals and in GetCallerIdentity. */
export function callerArn(principal: Principal, accountId: string): string {
  if (principal.roleArn === undefined) return `arn:aws:iam::${accountId}:root`;
  const role = principal.roleArn.slice(principal.roleArn.lastIndexOf('/') + 1);
  return `arn:aws:sts::${accountId}:assumed-role/${role}/${principal.name}`;
}

/**
 * Throws the protocol's access-denied error, in AWS's words, for the first check that the principal's role (or the
 * resource's own policy) does not allow. The administrator passes everything.
 */
export function authorize(
  directory: PrincipalDirectory,
  principal: Principal,
  checks: readonly ActionCheck[],
  protocol: Protocol,
  accountId: string,
): void {
  const policies = directory.policiesOf(principal);
  if (policies === undefined) return;
  const arn = callerArn(principal, accountId);
  const caller: Caller = { arns: [arn, principal.roleArn ?? arn], accountId };
  for (const check of checks) {
    const decision = decide(
      () => evaluate(policies, withGlobals(check, principal.roleArn ?? arn, accountId), caller),
      principal,
    );
    if (!decision.allowed) throw denied(protocol, refusal(arn, check, decision.denial));
  }
}

/** Whether the principal may do this one thing. */
export function isAllowed(
  directory: PrincipalDirectory,
  principal: Principal,
  check: ActionCheck,
  accountId: string,
): boolean {
  try {
    authorize(directory, principal, [check], 'rest-xml', accountId);
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.status === 403) return false;
    throw error;
  }
}

/** Condition keys that every request has; each local call stands for one over TLS. */
function withGlobals(check: ActionCheck, arn: string, accountId: string): ActionCheck {
  const globals = {
    'aws:SecureTransport': 'true',
    'aws:PrincipalArn': arn,
    'aws:PrincipalAccount': accountId,
  };
  return { ...check, context: { ...globals, ...check.context } };
}

function decide<T>(evaluation: () => T, principal: Principal): T {
  try {
    return evaluation();
  } catch (error) {
    if (error instanceof UnsupportedPolicy)
      throw new AwsError(
        'NotServedLocally',
        `The policies of ${principal.name} use ${error.message}, which the local IAM evaluator cannot decide.`,
        501,
      );
    throw error;
  }
}

/** AWS's sentence for a refusal. */
export function refusal(
  arn: string,
  check: ActionCheck,
  denial: 'implicit' | 'explicit' | undefined,
): string {
  const on = check.resource === '*' ? '' : ` on resource: ${check.resource}`;
  const why =
    denial === 'explicit'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${check.action} action`;
  return `User: ${arn} is not authorized to perform: ${check.action}${on} ${why}`;
}

/** Access denied as the protocol names it. */
export function denied(protocol: Protocol, message: string): AwsError {
  switch (protocol) {
    case 'ec2':
      return new AwsError(
        'UnauthorizedOperation',
        `You are not authorized to perform this operation. ${message}`,
        403,
      );
    case 'rest-xml':
      return new AwsError('AccessDenied', message, 403);
    case 'query':
      return new AwsError('AuthorizationError', message, 403);
    case 'rest-json':
      return new AwsError('AccessDeniedException', message, 403);
    default:
      return new AwsError('AccessDeniedException', message, 400);
  }
}
