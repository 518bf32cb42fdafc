import { systemClock } from '../adapters/system-clock.ts';
import type { Stage } from '../core/config/stages.ts';
import type { StageProbes } from '../core/operations/check-stage.ts';
import type { findLocalAws } from './access.ts';

/** Clients of AWS, or of the local system; loaded only here, since few commands need them. */
export async function connectStageProbes(
  stage: Stage,
  local: ReturnType<typeof findLocalAws>,
): Promise<StageProbes> {
  const [sts, quotas, ssm, ec2, lambda, iam, s3, scheduler, { makeAwsStageProbes }] = await Promise.all([
    import('@aws-sdk/client-sts'),
    import('@aws-sdk/client-service-quotas'),
    import('@aws-sdk/client-ssm'),
    import('@aws-sdk/client-ec2'),
    import('@aws-sdk/client-lambda'),
    import('@aws-sdk/client-iam'),
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/client-scheduler'),
    import('../adapters/stage-check/aws-stage-probes.ts'),
  ]);
  const settings = local?.aws ?? {};
  const s3Client = new s3.S3Client({
    ...settings,
    forcePathStyle: local !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const region = await s3Client.config.region();
  return makeAwsStageProbes({
    stage,
    clients: {
      sts: new sts.STSClient(settings),
      quotas: new quotas.ServiceQuotasClient(settings),
      ssm: new ssm.SSMClient(settings),
      ec2: new ec2.EC2Client(settings),
      lambda: new lambda.LambdaClient(settings),
      iam: new iam.IAMClient(settings),
      s3: s3Client,
      scheduler: new scheduler.SchedulerClient(settings),
    },
    apiUrl: (apiId) => local?.apiUrl ?? `https://${apiId}.execute-api.${region}.amazonaws.com`,
    now: systemClock.now,
  });
}
