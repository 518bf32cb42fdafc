import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Policy, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type CfnFunction,
  Code,
  type IFunction,
  Function as LambdaFunction,
  RecursiveLoop,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StageConfig } from '../../core/config/stage-config.ts';
import { metricNamespace } from '../naming.ts';
import { CanaryRelease } from './canary-release.ts';
import { type FunctionName, functionLimits } from './function-limits.ts';
import { invoke, useVpcInterfaces, writeOwnLogs } from './permissions.ts';

/** Where the bundles are: one folder a function, made by `npm run build`. */
export const defaultBundles = join(import.meta.dirname, '..', '..', 'dist', 'lambdas');

/** Something that a template deploys has not been built; the message says how. */
export class NotBuiltError extends Error {
  override readonly name = 'NotBuiltError';
}

export interface AssizeFunctionProps {
  readonly config: StageConfig;
  readonly name: FunctionName;
  readonly description: string;
  /** Folder below the bundles; executors share one. @default the function's name */
  readonly bundle?: string;
  readonly bundles: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly permissions: readonly PolicyStatement[];
  /** Subnets and group of a function that talks to hosts. @default outside any VPC */
  readonly network?: { readonly subnetIds: readonly string[]; readonly securityGroupId: string };
  /** Where an asynchronous event goes that failed for good; given exactly for functions that are invoked so. */
  readonly asyncFailures?: IQueue;
  /** Whether it starts itself again where its time does not suffice. @default nobody of ours may call it but others */
  readonly goesOn?: boolean;
  /** Whether callers know it by an alias that a release reaches in steps. @default it is called by its name, and a release is there at once */
  readonly canary?: boolean;
}

/** Events older than this are set aside: the next tick knows more than they do. */
const maxEventAge = Duration.minutes(15);

/** A Lambda of Assize: its bundle, its own role and nothing else's, its log group. */
export class AssizeFunction extends Construct {
  readonly fn: LambdaFunction;
  /** What callers invoke: the function, or its alias. */
  readonly called: IFunction;

  constructor(scope: Construct, id: string, props: AssizeFunctionProps) {
    super(scope, id);
    const { config, name } = props;
    const limits = functionLimits[name];

    const logGroup = new LogGroup(this, 'Logs', {
      retention: config.retentionDays.logs,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(writeOwnLogs(logGroup.logGroupArn));
    if (props.network) for (const statement of useVpcInterfaces()) role.addToPolicy(statement);
    for (const statement of props.permissions) role.addToPolicy(statement);

    const asynchronous = props.asyncFailures && {
      maxEventAge,
      retryAttempts: 2,
      onFailure: new SqsDestination(props.asyncFailures),
    };
    this.fn = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(findBundle(props.bundles, props.bundle ?? name)),
      handler: 'index.handler',
      memorySize: limits.memoryMb,
      timeout: limits.timeout,
      role,
      logGroup,
      environment: {
        ...props.environment,
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: metricNamespace,
      },
      ...asynchronous,
      // Lambda takes the sixteenth invocation of a chain for a loop by mistake, and drops it.
      ...(props.goesOn === true && { recursiveLoop: RecursiveLoop.ALLOW }),
    });
    if (props.network) {
      // Not by CDK's vpc property: that wants the Vpc object and adds AWS's managed policy, wider than what is needed.
      (this.fn.node.defaultChild as CfnFunction).vpcConfig = {
        subnetIds: [...props.network.subnetIds],
        securityGroupIds: [props.network.securityGroupId],
      };
    }
    const called =
      props.canary === true
        ? new CanaryRelease(this, 'Release', {
            stage: config.stage,
            inSteps: config.canary,
            fn: this.fn,
            ...(asynchronous && { asynchronous }),
          }).alias
        : this.fn;
    this.called = called as IFunction;
    // Apart from the role's own policy, for which the function waits, and its alias for the function.
    if (props.goesOn === true)
      new Policy(this, 'GoesOn', { statements: [invoke(this.called.functionArn)], roles: [role] });
  }
}

function findBundle(bundles: string, bundle: string): string {
  const folder = join(bundles, bundle);
  if (!existsSync(join(folder, 'index.mjs'))) {
    throw new NotBuiltError(`the bundle ${folder}/index.mjs is missing; make it with: npm run build`);
  }
  return folder;
}
