/** Every resource type that local mode knows: what makes it, or why it needs nothing. */
import type { Provider } from '../provider.ts';
import { cloudfrontProviders } from './cloudfront.ts';
import { cloudwatchProviders } from './cloudwatch.ts';
import { cognitoProviders } from './cognito.ts';
import { dynamodbProviders } from './dynamodb.ts';
import { eventsProviders } from './events.ts';
import { httpApiProviders } from './http-api.ts';
import { iamProviders } from './iam.ts';
import { INERT_TYPES, inertProvider } from './inert.ts';
import { lambdaProviders } from './lambda.ts';
import { launchTemplateProviders } from './launch-template.ts';
import { messagingProviders } from './messaging.ts';
import { networkProviders } from './network.ts';
import { s3Providers } from './s3.ts';
import { schedulerProviders } from './scheduler.ts';
import { ssmProviders } from './ssm.ts';

export type ProviderChoice =
  | { readonly kind: 'served'; readonly provider: Provider }
  | { readonly kind: 'inert'; readonly provider: Provider; readonly reason: string };

const served = Object.entries({
  ...cloudfrontProviders,
  ...cloudwatchProviders,
  ...cognitoProviders,
  ...dynamodbProviders,
  ...eventsProviders,
  ...httpApiProviders,
  ...iamProviders,
  ...lambdaProviders,
  ...launchTemplateProviders,
  ...messagingProviders,
  ...networkProviders,
  ...s3Providers,
  ...schedulerProviders,
  ...ssmProviders,
});

/** By resource type. A type that is not here stops the start with its name. */
export const providers: Readonly<Record<string, ProviderChoice>> = Object.fromEntries([
  ...served.map(([type, provider]): [string, ProviderChoice] => [type, { kind: 'served', provider }]),
  ...Object.entries(INERT_TYPES).map(([type, reason]): [string, ProviderChoice] => [
    type,
    { kind: 'inert', provider: inertProvider(type), reason },
  ]),
]);
