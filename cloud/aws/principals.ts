/** One IAM policy as a template holds it, its references resolved to strings. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A role: who may assume it, and what it may do. Policies are replaced by name when a template changes. */
export interface Role {
  readonly arn: string;
  readonly name: string;
  readonly trust: PolicyDocument;
  readonly policies: Map<string, PolicyDocument>;
}

/** What the caller's subnets can reach; absent on a principal = the whole endpoint (outside any VPC). */
export interface PrincipalNetwork {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** Service names as in SigV4 scopes ('dynamodb', 's3') that a gateway or interface endpoint serves. */
  readonly services: readonly string[];
}

/** Who signs requests to the local endpoint: an access key that names a role, or the administrator. */
export interface Principal {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What a person reads in a refusal: the function's name, or 'administrator'. */
  readonly name: string;
  /** Absent for the administrator, who may do everything. */
  readonly roleArn?: string;
  readonly network?: PrincipalNetwork;
}

/**
 * The access keys and roles of one local system. The runtime fills it from the templates, the endpoint asks it
 * on every request; both hold the same object, so that a changed policy counts at once.
 */
export class PrincipalDirectory {
  readonly #principals = new Map<string, Principal>();
  readonly #roles = new Map<string, Role>();

  /** Adds or replaces the principal of this access key. */
  put(principal: Principal): void {
    this.#principals.set(principal.accessKeyId, principal);
  }

  byAccessKeyId(accessKeyId: string): Principal | undefined {
    return this.#principals.get(accessKeyId);
  }

  /** Adds or replaces a role. */
  putRole(role: Role): void {
    this.#roles.set(role.arn, role);
  }

  roleByArn(arn: string): Role | undefined {
    return this.#roles.get(arn);
  }

  roleByName(name: string): Role | undefined {
    for (const role of this.#roles.values()) if (role.name === name) return role;
    return undefined;
  }

  /** Policies that decide for this principal; undefined = the administrator, whom nothing limits. */
  policiesOf(principal: Principal): readonly PolicyDocument[] | undefined {
    if (principal.roleArn === undefined) return undefined;
    return [...(this.#roles.get(principal.roleArn)?.policies.values() ?? [])];
  }
}
