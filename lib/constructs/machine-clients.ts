import { Aws, Duration } from 'aws-cdk-lib';
import { OAuthScope, ResourceServerScope, type UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { StageConfig } from '../../core/config/stage-config.ts';
import type { Stage } from '../../core/config/stages.ts';
import { RESOURCE_SERVER, SCOPES, type Scope } from '../../core/exam/machine.ts';
import type { SharedName } from '../naming.ts';

/**
 * Prefix of the user pool's domain, at which machines get tokens: `assize-dev-123456789012`. AWS gives each prefix to one
 * user pool of a region, whoever's, and the account's number is nobody else's.
 */
export function tokenDomain(stage: Stage): string {
  return `assize-${stage}-${Aws.ACCOUNT_ID}`;
}

/**
 * Programs that call the API with credentials of their own: a client of the user pool with a secret for each, which gets
 * tokens by client credentials and logs nobody in. Without machines there is nothing of it, the domain neither.
 */
export class MachineClients extends Construct {
  /** Names under which client ids are published, with the ids. */
  readonly published: Partial<Record<SharedName, string>>;

  constructor(scope: Construct, id: string, pool: UserPool, { machines, stage }: StageConfig) {
    super(scope, id);
    if (machines.length === 0) {
      this.published = {};
      return;
    }
    pool.addDomain('TokenDomain', { cognitoDomain: { domainPrefix: tokenDomain(stage) } });
    const scopes = new Map(
      Object.entries(SCOPES).map(([scopeName, scopeDescription]) => [
        scopeName,
        new ResourceServerScope({ scopeName, scopeDescription }),
      ]),
    );
    const server = pool.addResourceServer('Api', {
      identifier: RESOURCE_SERVER,
      userPoolResourceServerName: 'Assize',
      scopes: [...scopes.values()],
    });
    const granted = (name: Scope) => OAuthScope.resourceServer(server, scopes.get(name)!);
    this.published = Object.fromEntries(
      machines.map((machine): [SharedName, string] => {
        const client = pool.addClient(`Machine-${machine.name}`, {
          userPoolClientName: machine.name,
          generateSecret: true,
          // Nobody logs in by it. Without a list Cognito allows several ways, with an empty one CDK leaves the list out.
          authFlows: { user: false },
          oAuth: { flows: { clientCredentials: true }, scopes: machine.scopes.map(granted) },
          accessTokenValidity: Duration.hours(1),
          enableTokenRevocation: true,
          preventUserExistenceErrors: true,
        });
        return [`machine-${machine.name}-client-id`, client.userPoolClientId];
      }),
    );
  }
}
