import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { DEFAULT_ASYNC_CONFIG, type FunctionDefinition } from '../../lambda/definition.ts';
import type { Providers, ResourceContext } from '../provider.ts';

const FUNCTION_NAME_LIMIT = 64;
const ACCESS_KEY_DIGITS = 16;
const SECRET_DIGITS = 40;
const ENVIRONMENT_LIMIT_BYTES = 4_096;

const notServed = (what: string) => z.undefined({ error: `${what} not served by local mode` }).optional();

const functionSchema = z.object({
  FunctionName: z.string().optional(),
  Runtime: z.string().default('provided'),
  Handler: z.string().default(''),
  Role: z.string(),
  Timeout: z.coerce.number().min(1).max(900).default(3),
  MemorySize: z.coerce.number().min(128).max(10_240).default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
  ReservedConcurrentExecutions: notServed('reserved concurrency is'),
  PackageType: z.literal('Zip', { error: 'container images are not served by local mode' }).optional(),
  Code: z.object({ S3Key: z.string().optional(), ZipFile: z.string().optional() }),
  VpcConfig: z
    .object({ SubnetIds: z.array(z.string()).default([]), SecurityGroupIds: z.array(z.string()).default([]) })
    .optional(),
  DeadLetterConfig: notServed('dead letters of a function are'),
  Layers: z.array(z.string()).default([]),
  LoggingConfig: z.object({ LogGroup: z.string().optional() }).default({}),
});

type FunctionProperties = z.infer<typeof functionSchema>;

/**
 * A copy of the code in the data folder: the assembly may be synthesized anew while this system runs. Assets are named
 * by the hash of their contents, so a copy that is there is right.
 */
function copyCode(
  { Code, Handler }: FunctionProperties,
  name: string,
  { assets, dataDir }: ResourceContext,
): string {
  if (Code.ZipFile !== undefined) {
    const dir = join(dataDir, 'code', name);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, `${Handler.split('.')[0]}.js`), Code.ZipFile);
    return dir;
  }
  const path = assets.get(Code.S3Key ?? '')?.path;
  if (path === undefined) throw new Error(`its code ${Code.S3Key} is not in the cloud assembly`);
  if (!statSync(path).isDirectory()) throw new Error(`its code ${path} is not a folder`);
  const copy = join(dataDir, 'code', basename(path));
  if (existsSync(copy)) return copy;
  rmSync(`${copy}.new`, { recursive: true, force: true });
  cpSync(path, `${copy}.new`, { recursive: true });
  renameSync(`${copy}.new`, copy);
  return copy;
}

/** What Lambda refuses when a function is made. */
function checkFunction({ Environment }: FunctionProperties): void {
  const bytes = Object.entries(Environment?.Variables ?? {})
    .flat()
    .reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > ENVIRONMENT_LIMIT_BYTES) {
    throw new Error(
      `its environment variables take ${bytes} bytes; Lambda allows ${ENVIRONMENT_LIMIT_BYTES}`,
    );
  }
}

/** What Lambda refuses when an event source is made. */
async function checkMapping(
  mapping: z.infer<typeof mappingSchema>,
  { host, clients, endpointUrl }: ResourceContext,
): Promise<void> {
  const [account, queue] = mapping.EventSourceArn.split(':').slice(-2);
  const { Attributes } = await clients.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: `${endpointUrl}/${account}/${queue}`,
      AttributeNames: ['VisibilityTimeout'],
    }),
  );
  const visibilityS = Number(Attributes?.['VisibilityTimeout']);
  const timeoutS = host.getConfiguration(mapping.FunctionName).Timeout;
  if (visibilityS < timeoutS) {
    throw new Error(
      `Queue visibility timeout: ${visibilityS} seconds is less than Function timeout: ${timeoutS} seconds`,
    );
  }
}

/** Deletes copies of code that no function runs any more. */
export function pruneCode(dataDir: string, definitions: readonly FunctionDefinition[]): void {
  const used = new Set(definitions.map(({ codeDir }) => codeDir));
  const folder = join(dataDir, 'code');
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!used.has(join(folder, name))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** The function's name among people: what it calls itself, or its construct's path. */
function labelOf({ Environment }: FunctionProperties, path: string): string {
  return Environment?.Variables['POWERTOOLS_SERVICE_NAME'] ?? path.replace(/\/Function$/, '');
}

function vpcOf({ VpcConfig }: FunctionProperties, { network }: ResourceContext): FunctionDefinition['vpc'] {
  const subnetIds = VpcConfig?.SubnetIds ?? [];
  if (VpcConfig === undefined || subnetIds.length === 0) return undefined;
  const vpcId = network.subnets.get(subnetIds[0]!)?.vpcId;
  if (vpcId === undefined) throw new Error(`its subnet ${subnetIds[0]} is not one of the templates`);
  return { vpcId, subnetIds, securityGroupIds: VpcConfig.SecurityGroupIds };
}

const permissionSchema = z.object({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});

const aliasSchema = z.object({
  FunctionName: z.string(),
  FunctionVersion: z.string(),
  Name: z.string(),
  RoutingConfig: notServed('traffic between two versions is'),
  ProvisionedConcurrencyConfig: notServed('provisioned concurrency is'),
});

const mappingSchema = z.object({
  FunctionName: z.string(),
  EventSourceArn: z
    .string()
    .regex(/^arn:[^:]+:sqs:/, 'only SQS queues are served as event sources by local mode'),
  Enabled: z.boolean().default(true),
  BatchSize: z.coerce.number().min(1).max(10).default(10),
  MaximumBatchingWindowInSeconds: notServed('a batching window is'),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number().min(2).max(1_000).optional() }).optional(),
  FunctionResponseTypes: z.array(z.string()).default([]),
  FilterCriteria: notServed('filter criteria are'),
});

const destinationSchema = z.object({
  Destination: z
    .string()
    .regex(/^arn:[^:]+:sqs:/, 'only SQS queues are served as destinations by local mode'),
});
const invokeConfigSchema = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.coerce.number().default(DEFAULT_ASYNC_CONFIG.maximumRetryAttempts),
  MaximumEventAgeInSeconds: z.coerce.number().default(DEFAULT_ASYNC_CONFIG.maximumEventAgeS),
  DestinationConfig: z
    .object({ OnFailure: destinationSchema.optional(), OnSuccess: notServed('a destination of success is') })
    .default({}),
});

export const lambdaProviders: Providers = {
  'AWS::Lambda::Function': {
    ensure: async (properties, context) => {
      const declared = functionSchema.parse(properties);
      const { region, accountId, makeName, derive, principals, host, path } = context;
      checkFunction(declared);
      const name = declared.FunctionName ?? makeName(FUNCTION_NAME_LIMIT);
      const label = labelOf(declared, path);
      const key = (purpose: string) => ({
        accessKeyId: `ASIA${derive(`${purpose} key`, ACCESS_KEY_DIGITS).toUpperCase()}`,
        secretAccessKey: derive(`${purpose} secret`, SECRET_DIGITS),
      });
      const vpc = vpcOf(declared, context);
      const definition: FunctionDefinition = {
        name,
        label,
        arn: `arn:aws:lambda:${region}:${accountId}:function:${name}`,
        runtime: declared.Runtime,
        handler: declared.Handler,
        codeDir: copyCode(declared, name, context),
        timeoutS: declared.Timeout,
        memoryMb: declared.MemorySize,
        environment: declared.Environment?.Variables ?? {},
        roleArn: declared.Role,
        logGroup: declared.LoggingConfig.LogGroup ?? `/aws/lambda/${name}`,
        principal: { ...key('function'), name: label, roleArn: declared.Role },
        pollerPrincipal: { ...key('poller'), name: `the event sources of ${label}`, roleArn: declared.Role },
        ...(vpc === undefined ? {} : { vpc }),
      };
      principals.put(definition.principal);
      principals.put(definition.pollerPrincipal);
      host.register(definition);
      return { physicalId: name, attributes: { Arn: definition.arn } };
    },
  },
  // A version is what the function is now: what is new serves at once here, and what was before cannot be called.
  'AWS::Lambda::Version': {
    ensure: async (properties, { host }) => {
      const { FunctionName } = z.object({ FunctionName: z.string() }).parse(properties);
      const { FunctionArn } = host.getConfiguration(FunctionName);
      return {
        physicalId: `${FunctionArn}:1`,
        attributes: { Version: '1', FunctionArn: `${FunctionArn}:1` },
      };
    },
  },
  'AWS::Lambda::Alias': {
    ensure: async (properties, { host }) => {
      const { FunctionName, Name } = aliasSchema.parse(properties);
      const { FunctionArn } = host.getConfiguration(FunctionName);
      return { physicalId: `${FunctionArn}:${Name}`, attributes: { AliasArn: `${FunctionArn}:${Name}` } };
    },
  },
  'AWS::Lambda::Permission': {
    ensure: async (properties, { host, stack, logicalId, makeName }) => {
      const { Action, FunctionName, Principal, SourceArn } = permissionSchema.parse(properties);
      if (!['lambda:InvokeFunction', 'lambda:*'].includes(Action)) {
        throw new Error(`permits ${Action}; local mode knows lambda:InvokeFunction only`);
      }
      host.permit(FunctionName, `${stack}/${logicalId}`, {
        principal: Principal,
        ...(SourceArn === undefined ? {} : { sourceArn: SourceArn }),
      });
      return { physicalId: makeName(FUNCTION_NAME_LIMIT) };
    },
  },
  'AWS::Lambda::EventInvokeConfig': {
    ensure: async (properties, { host, makeName }) => {
      const config = invokeConfigSchema.parse(properties);
      const { OnFailure } = config.DestinationConfig;
      host.configureAsync(config.FunctionName, {
        maximumRetryAttempts: config.MaximumRetryAttempts,
        maximumEventAgeS: config.MaximumEventAgeInSeconds,
        ...(OnFailure === undefined ? {} : { onFailureArn: OnFailure.Destination }),
      });
      return { physicalId: makeName(FUNCTION_NAME_LIMIT) };
    },
  },
  'AWS::Lambda::EventSourceMapping': {
    ensure: async (properties, context) => {
      const { host, derive } = context;
      const mapping = mappingSchema.parse(properties);
      await checkMapping(mapping, context);
      const maximumConcurrency = mapping.ScalingConfig?.MaximumConcurrency;
      const id = derive('event source', 32);
      const made = { physicalId: id, attributes: { Id: id } };
      if (!mapping.Enabled) return made;
      host.addEventSource({
        functionName: mapping.FunctionName,
        queueArn: mapping.EventSourceArn,
        batchSize: mapping.BatchSize,
        ...(maximumConcurrency === undefined ? {} : { maximumConcurrency }),
        reportBatchItemFailures: mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      });
      return made;
    },
  },
};
