import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { StageConfig } from '../../core/config/stage-config.ts';
import type { Machine } from '../../core/exam/machine.ts';

/** Groups of users; the API reads them from the access token's `cognito:groups`. */
export const userGroups = {
  operator: 'Runs the system: sees every session and host',
  instructor: 'Books sessions and imports problems',
  participant: 'Submits to the sessions whose roster names them',
} as const;

/** Where the users of a stage live and what logs them in, as the other stacks read it. */
export interface UsersOfStage {
  readonly poolId: string;
  readonly clientId: string;
  readonly machines: readonly Machine[];
}

/**
 * Who may use Assize. Nobody signs up: accounts are made by an administrator, and a participant's user name is the id on
 * the roster. The client has no secret, since the command line and the console cannot keep one.
 */
export class Identity extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;

  constructor(scope: Construct, id: string, config: StageConfig) {
    super(scope, id);
    this.pool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { username: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.ESSENTIALS,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(7),
      },
      deletionProtection: config.retainData,
      removalPolicy: config.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const [groupName, description] of Object.entries(userGroups)) {
      new CfnUserPoolGroup(this, groupName, { userPoolId: this.pool.userPoolId, groupName, description });
    }
    this.client = this.pool.addClient('Client', {
      authFlows: { userPassword: true, userSrp: true },
      generateSecret: false,
      disableOAuth: true,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      // An exam lasts hours, and a token that ends in the middle of one costs a participant minutes.
      accessTokenValidity: Duration.hours(8),
      idTokenValidity: Duration.hours(8),
      refreshTokenValidity: Duration.days(7),
    });
  }
}
