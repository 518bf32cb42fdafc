import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';

/** The administrator's clients of the local endpoint. */
export interface AwsClients {
  readonly cognito: CognitoIdentityProviderClient;
  readonly dynamodb: DynamoDBClient;
  readonly ec2: EC2Client;
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
}

export interface ClientSettings {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** One attempt a call: a local endpoint that fails once fails for a reason worth seeing. */
export function makeAwsClients(settings: ClientSettings): AwsClients {
  const shared = { ...settings, maxAttempts: 1 };
  return {
    cognito: new CognitoIdentityProviderClient(shared),
    dynamodb: new DynamoDBClient(shared),
    ec2: new EC2Client(shared),
    s3: new S3Client({ ...shared, forcePathStyle: true }),
    sns: new SNSClient(shared),
    sqs: new SQSClient(shared),
    ssm: new SSMClient(shared),
  };
}

export function destroyAwsClients(clients: AwsClients): void {
  for (const client of Object.values(clients)) (client as { destroy: () => void }).destroy();
}
