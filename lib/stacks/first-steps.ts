import { Aws, CfnOutput, type Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Stage } from '../../core/config/stages.ts';
import type { UsersOfStage } from '../constructs/identity.ts';
import { tokenDomain } from '../constructs/machine-clients.ts';

export interface FirstStepsProps {
  readonly users: UsersOfStage;
  readonly api: HttpApi;
  readonly stage: Stage;
}

/** Outputs that a person copies after a deploy: where things are, and how the first instructor gets in. */
export function printFirstSteps(stack: Stack, props: FirstStepsProps): void {
  const { users, api, stage } = props;
  const pool = `--region ${Aws.REGION} --user-pool-id ${users.poolId}`;
  const outputs: Record<string, [string, string]> = {
    ApiUrl: ['The API', api.apiEndpoint],
    UserPoolId: ['Where users live', users.poolId],
    UserPoolClientId: ['What logs them in', users.clientId],
    FirstInstructor1Create: [
      '1. Make the first instructor',
      `aws cognito-idp admin-create-user ${pool} --username teacher --message-action SUPPRESS`,
    ],
    FirstInstructor2Password: [
      '2. Set the password (at least 12 characters of all kinds)',
      `aws cognito-idp admin-set-user-password ${pool} --username teacher --permanent --password 'CHOOSE-one-2-keep'`,
    ],
    FirstInstructor3Group: [
      '3. Let them book sessions',
      `aws cognito-idp admin-add-user-to-group ${pool} --username teacher --group-name instructor`,
    ],
    FirstInstructor4Token: [
      '4. Fetch a token',
      `aws cognito-idp initiate-auth --region ${Aws.REGION} --client-id ${users.clientId}` +
        ` --auth-flow USER_PASSWORD_AUTH --auth-parameters USERNAME=teacher,PASSWORD='CHOOSE-one-2-keep'` +
        ' --query AuthenticationResult.AccessToken --output text',
    ],
  };
  if (users.machines.length > 0)
    outputs['TokenUrl'] = [
      'Where machines get tokens',
      `https://${tokenDomain(stage)}.auth.${Aws.REGION}.amazoncognito.com/oauth2/token`,
    ];
  for (const { name, clientId } of users.machines)
    outputs[`Machine${name.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase())}`] = [
      `Tells id and secret of the machine ${name}`,
      `aws cognito-idp describe-user-pool-client ${pool} --client-id ${clientId} --query 'UserPoolClient.[ClientId,ClientSecret]' --output text`,
    ];
  for (const [id, [description, value]] of Object.entries(outputs)) {
    new CfnOutput(stack, id, { description, value });
  }
}
