import { randomUUID } from 'node:crypto';
import {
  type _InstanceType,
  CreateFleetCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  type EC2Client,
  ModifyNetworkInterfaceAttributeCommand,
  RebootInstancesCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetRoleCommand, type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { GetServiceQuotaCommand, type ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { GetParameterCommand, GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Stage } from '../../core/config/stages.ts';
import { tagKeys } from '../../core/fleet/instance-tags.ts';
import { type DryRunAnswer, NotTriedError, type StageProbes } from '../../core/operations/check-stage.ts';
import { classifyError } from '../errors/classify-error.ts';

/** The clients of the services that are tried. */
export interface StageClients {
  readonly sts: STSClient;
  readonly quotas: ServiceQuotasClient;
  readonly ssm: SSMClient;
  readonly ec2: EC2Client;
  readonly lambda: LambdaClient;
  readonly iam: IAMClient;
  readonly s3: S3Client;
  readonly scheduler: SchedulerClient;
}

export interface ProbeSettings {
  readonly stage: Stage;
  readonly clients: StageClients;
  /** URL of the API by its id. */
  readonly apiUrl: (apiId: string) => string;
  /** ms since the epoch */
  readonly now: () => number;
}

/** SSM answers this many parameters a call. */
const PARAMETERS_A_CALL = 10;
/** Presigned URLs of the check live this long, s. */
const URL_LIFE_S = 60;
const YEAR_MS = 365 * 24 * 3_600_000;
/** A call of the API that takes longer has failed, ms: the gateway gives up after 30 s. */
const API_PATIENCE_MS = 35_000;

/** Tries a stage on AWS, by dry runs where there are, else by things that it takes away again. */
export function makeAwsStageProbes({ stage, clients, apiUrl, now }: ProbeSettings): StageProbes {
  const { sts, quotas, ssm, ec2, lambda, iam, s3, scheduler } = clients;
  const template = (LaunchTemplateId: string) => ({ LaunchTemplateId, Version: '$Latest' });
  const tags = [{ Key: tagKeys.stage, Value: stage }];
  return {
    identity: () =>
      trying(async () => {
        const { Account: account = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
        return { account, arn, region: await sts.config.region() };
      }),
    quota: (ServiceCode, QuotaCode) =>
      trying(async () => {
        const { Quota } = await quotas.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }));
        if (Quota?.Value === undefined) throw new NotTriedError(`Service Quotas does not tell ${QuotaCode}`);
        return Quota.Value;
      }),
    hasRole: (RoleName) =>
      trying(async () => {
        try {
          await iam.send(new GetRoleCommand({ RoleName }));
          return true;
        } catch (error) {
          if (classifyError(error) === 'not-found') return false;
          throw error;
        }
      }),
    values: (names) =>
      trying(async () => {
        const prefix = `/assize/${stage}/`;
        const found: Record<string, string> = {};
        for (let at = 0; at < names.length; at += PARAMETERS_A_CALL) {
          const Names = names.slice(at, at + PARAMETERS_A_CALL).map((name) => prefix + name);
          const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names }));
          for (const { Name = '', Value = '' } of Parameters) found[Name.slice(prefix.length)] = Value;
        }
        return found;
      }),
    image: (Name) =>
      trying(async () => {
        const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
        return Parameter?.Value ?? '';
      }),
    imageOf: (imageId) =>
      trying(async () => {
        try {
          const { Images = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
          const [image] = Images;
          if (image === undefined) return undefined;
          const root = image.BlockDeviceMappings?.find(
            ({ DeviceName }) => DeviceName === image.RootDeviceName,
          );
          return {
            state: image.State ?? 'unknown',
            architecture: image.Architecture ?? 'unknown',
            ownerId: image.OwnerId ?? 'unknown',
            diskGib: root?.Ebs?.VolumeSize,
          };
        } catch (error) {
          // Of an id that it does not know, EC2 answers an error and no empty list.
          if (/^InvalidAMIID\./.test((error as Error).name)) return undefined;
          throw error;
        }
      }),
    dryRunLaunch: (templateId, instanceType, SubnetId) =>
      dryRun(() =>
        ec2.send(
          new RunInstancesCommand({
            DryRun: true,
            MinCount: 1,
            MaxCount: 1,
            LaunchTemplate: template(templateId),
            InstanceType: instanceType as _InstanceType,
            // By interface, as the template names its groups: a subnet beside interfaces is refused.
            NetworkInterfaces: [{ DeviceIndex: 0, SubnetId }],
            TagSpecifications: [{ ResourceType: 'instance', Tags: tags }],
          }),
        ),
      ),
    dryRunFleet: (templateId, types, subnetIds) =>
      dryRun(() =>
        ec2.send(
          new CreateFleetCommand({
            DryRun: true,
            Type: 'instant',
            LaunchTemplateConfigs: [
              {
                LaunchTemplateSpecification: template(templateId),
                Overrides: types.flatMap((type, Priority) =>
                  subnetIds.map((SubnetId) => ({ SubnetId, Priority, InstanceType: type as _InstanceType })),
                ),
              },
            ],
            TargetCapacitySpecification: {
              TotalTargetCapacity: 1,
              OnDemandTargetCapacity: 1,
              DefaultTargetCapacityType: 'on-demand',
            },
            TagSpecifications: [{ ResourceType: 'instance', Tags: tags }],
          }),
        ),
      ),
    dryRunHost: (sealedGroupId) =>
      trying(async () => {
        const { Reservations = [] } = await ec2.send(
          new DescribeInstancesCommand({
            Filters: [
              { Name: `tag:${tagKeys.stage}`, Values: [stage] },
              { Name: 'instance-state-name', Values: ['running'] },
            ],
          }),
        );
        const host = Reservations.flatMap(({ Instances = [] }) => Instances)[0];
        const NetworkInterfaceId = host?.NetworkInterfaces?.[0]?.NetworkInterfaceId;
        if (host?.InstanceId === undefined || NetworkInterfaceId === undefined) return [];
        const InstanceIds = [host.InstanceId];
        const acts = {
          restart: () => ec2.send(new RebootInstancesCommand({ InstanceIds, DryRun: true })),
          seal: () =>
            ec2.send(
              new ModifyNetworkInterfaceAttributeCommand({
                NetworkInterfaceId,
                Groups: [sealedGroupId],
                DryRun: true,
              }),
            ),
          end: () => ec2.send(new TerminateInstancesCommand({ InstanceIds, DryRun: true })),
        };
        const answers: (DryRunAnswer & { readonly act: string })[] = [];
        for (const [act, call] of Object.entries(acts))
          answers.push({ act, ...(await dryRun<unknown>(call)) });
        return answers;
      }),
    functionOf: (FunctionName) =>
      trying(async () => {
        const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
        return { roleArn: found.Role ?? '', env: found.Environment?.Variables ?? {} };
      }),
    simulate: (PolicySourceArn, { action, resource, context = {} }) =>
      trying(async () => {
        const { EvaluationResults = [] } = await iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn,
            ActionNames: [action],
            ResourceArns: [resource],
            ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
              ContextKeyName,
              ContextKeyValues: [value],
              ContextKeyType: 'string',
            })),
          }),
        );
        return (
          EvaluationResults.length > 0 && EvaluationResults.every((one) => one.EvalDecision === 'allowed')
        );
      }),
    roundTrip: (Bucket) =>
      trying(async () => {
        // Below outputs/, whose objects expire, and where no queue is rung.
        const Key = `outputs/stage-check-${randomUUID()}`;
        const body = `written by assize stage check ${randomUUID()}`;
        try {
          const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key }), {
            expiresIn: URL_LIFE_S,
          });
          await expectOk('PUT', await fetch(put, { method: 'PUT', body }));
          const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), {
            expiresIn: URL_LIFE_S,
          });
          if ((await (await expectOk('GET', await fetch(get))).text()) !== body)
            throw new Error('the object that was read is not the one that was written');
        } finally {
          await s3.send(new DeleteObjectCommand({ Bucket, Key }));
        }
      }),
    schedule: (GroupName, RoleArn, deadLettersArn) =>
      trying(async () => {
        const Name = `stage-check-${randomUUID()}`;
        const at = new Date(now() + YEAR_MS).toISOString().slice(0, 19);
        await scheduler.send(
          new CreateScheduleCommand({
            Name,
            GroupName,
            ScheduleExpression: `at(${at})`,
            ScheduleExpressionTimezone: 'UTC',
            FlexibleTimeWindow: { Mode: 'OFF' },
            ActionAfterCompletion: 'DELETE',
            Target: {
              Arn: 'arn:aws:scheduler:::aws-sdk:ec2:terminateInstances',
              // No instance has this id: should the schedule be left behind, it ends nothing.
              Input: JSON.stringify({ InstanceIds: ['i-00000000000000000'] }),
              RoleArn,
              DeadLetterConfig: { Arn: deadLettersArn },
            },
          }),
        );
        await scheduler.send(new DeleteScheduleCommand({ Name, GroupName }));
      }),
    askApi: (apiId, path) =>
      trying(async () => {
        const signal = AbortSignal.timeout(API_PATIENCE_MS);
        const response = await fetch(apiUrl(apiId) + path, { signal });
        await response.body?.cancel();
        return response.status;
      }),
  };
}

/** Passes errors on, but tells apart what could not be tried: a place without the service, a caller who may not ask. */
async function trying<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { name, message } = error as Error;
    const code = /NotServedLocally/.test(`${name} ${(error as { Code?: string }).Code}`);
    if (code || isUnserved(error)) throw new NotTriedError('this local AWS has no such call');
    if (classifyError(error) === 'denied')
      throw new NotTriedError(`these credentials may not ask: ${message}`);
    throw error;
  }
}

function isUnserved(error: unknown): boolean {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 501;
}

/** A dry run ends in an error whichever way it goes; DryRunOperation is the good one. */
async function dryRun<T>(call: () => Promise<T>): Promise<DryRunAnswer> {
  try {
    await call();
  } catch (error) {
    if (isUnserved(error)) throw new NotTriedError('this local AWS has no such call');
    const { name: code, message } = error as Error;
    return { would: code === 'DryRunOperation', code, message };
  }
  return { would: false, code: 'NoDryRun', message: 'it was done although it should only have been tried' };
}

async function expectOk(what: string, response: Response): Promise<Response> {
  if (response.ok) return response;
  throw new Error(
    `the presigned ${what} answered ${response.status}: ${(await response.text()).slice(0, 200)}`,
  );
}
