/** The whole system on one machine: reads a cloud assembly and runs it. */
import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type IssuingPool, TokenIssuer } from '../adapters/cognito/token-issuer.ts';
import { type AwsClients, destroyAwsClients, makeAwsClients } from '../cloud/assembly/aws-clients.ts';
import { readCloudAssembly } from '../cloud/assembly/cloud-assembly.ts';
import { GatewayRegistry } from '../cloud/assembly/gateway-registry.ts';
import { pruneCode } from '../cloud/assembly/providers/lambda.ts';
import { Provisioning, type StackOutputs } from '../cloud/assembly/provisioning.ts';
import { ProvisioningState } from '../cloud/assembly/state.ts';
import { PUBLISHED_THROTTLES } from '../cloud/aws/ec2/throttle.ts';
import { type EndpointOptions, type LocalEndpoint, startEndpoint } from '../cloud/aws/endpoint.ts';
import { type FindHost, NetworkModel } from '../cloud/aws/network-model.ts';
import { PrincipalDirectory } from '../cloud/aws/principals.ts';
import type { AccountOptions, LocalServices } from '../cloud/aws/services.ts';
import { replaceFile } from '../cloud/aws/state-file.ts';
import { isTaken } from '../cloud/gateway/loopback-server.ts';
import type { NetworkTimes } from '../cloud/lambda/function-networks.ts';
import { FunctionHost } from '../cloud/lambda/host.ts';
import { type LogSink, recordOf } from '../cloud/lambda/log.ts';
import { ProcessRegister } from '../cloud/lambda/processes.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { judgeMachine } from './judge-machine.ts';
import { seededRandom } from './seeded-random.ts';

export interface SystemOptions {
  /** Cloud assembly, as `npm run synth` writes it. */
  readonly assemblyDir: string;
  /** Where everything persists; belongs to one running system at a time. */
  readonly dataDir: string;
  /** Whose limits hold: 10 concurrent executions in a new account, 1,000 in one that has grown. */
  readonly account: 'new' | 'standard';
  readonly log: LogSink;
  readonly region?: string;
  /** Starts from nothing: what the folder holds is deleted. */
  readonly fresh?: boolean;
  /** Ports of 127.0.0.1; one that is in use is an error. Absent ones are those of the last start where free, else any. */
  readonly ports?: { readonly api?: number; readonly page?: number; readonly endpoint?: number };
  /** Function processes kept at most; more invocations wait for one. */
  readonly maximumProcesses?: number;
  /** After so long without an invocation a function's process ends; ms. */
  readonly idleMs?: number;
  /** Waits of asynchronous retries, ms; default Lambda's 1 and 2 minutes. */
  readonly asyncRetryDelaysMs?: readonly number[];
  /** When functions in a VPC lose their networks, and how soon they have them again; default AWS's. */
  readonly networkTimes?: NetworkTimes;
  /** How the local EC2 and Scheduler behave where the account's defaults do not fit: boot delays, jitter, vCPU quota, shortages, lag. */
  readonly machines?: AccountOptions & Partial<Pick<EndpointOptions, 'machine'>>;
  /** Seeds boot delays, describe lag and schedule jitter. */
  readonly seed?: number;
}

/** A machine client of the local system, and how it gets tokens. */
export interface LocalMachine {
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenUrl: string;
}

export interface LocalSystem {
  readonly apiUrl: string;
  /** Undefined where the templates have no site. */
  readonly pageUrl: string | undefined;
  readonly endpointUrl: string;
  readonly region: string;
  readonly accountId: string;
  readonly dataDir: string;
  readonly outputs: StackOutputs;
  /** Function host: usage, metrics, pids of instances. */
  readonly host: FunctionHost;
  readonly endpoint: LocalEndpoint;
  /** The administrator's clients. */
  readonly clients: AwsClients;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly tokens: TokenIssuer;
  readonly machines: readonly LocalMachine[];
  /** Milliseconds that the start took. */
  readonly startMs: number;
  /** Writes local.json again with more in it (tokens of participants, a session). */
  publish(more: Readonly<Record<string, unknown>>): void;
  /** Ends every process, server and store. Further calls wait for the first. */
  stop(): Promise<void>;
}

const DEFAULT_REGION = 'eu-central-1';
const ACCOUNT_CONCURRENCY = { new: 10, standard: 1_000 } as const;
/** Quota of on-demand standard vCPUs. */
const ACCOUNT_VCPUS = { new: 5, standard: 64 } as const;
const DEFAULT_MAXIMUM_PROCESSES = 32;
const DEFAULT_IDLE_MS = 120_000;

/**
 * Starts everything that the templates describe and returns when the API answers.
 *
 * @throws DataDirInUseError when another system lives there
 * @throws Error naming stack, resource and reason when a template cannot be served
 */
export async function startSystem(options: SystemOptions): Promise<LocalSystem> {
  const startedMs = performance.now();
  const dataDir = resolve(options.dataDir);
  const unlock = lockDataDir(dataDir);
  const localFile = join(dataDir, 'local.json');
  // Of a system that was killed: nobody should call at its address.
  rmSync(localFile, { force: true });
  const cleanups: (() => void | Promise<void>)[] = [unlock];
  const cleanUp = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    const system = await assemble(options, dataDir, cleanups);
    let stopping: Promise<void> | undefined;
    const published: Record<string, unknown> = {
      apiUrl: system.apiUrl,
      pageUrl: system.pageUrl,
      endpointUrl: system.endpointUrl,
      region: system.region,
      credentials: system.credentials,
      machines: system.machines,
      pid: process.pid,
      tokens: {},
    };
    const publish = (more: Readonly<Record<string, unknown>>): void => {
      replaceFile(localFile, `${JSON.stringify(Object.assign(published, more), null, 2)}\n`);
    };
    publish({});
    cleanups.push(() => rmSync(localFile, { force: true }));
    return {
      ...system,
      startMs: performance.now() - startedMs,
      publish,
      stop: () => {
        stopping ??= cleanUp();
        return stopping;
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

async function assemble(
  options: SystemOptions,
  dataDir: string,
  cleanups: (() => void | Promise<void>)[],
): Promise<Omit<LocalSystem, 'startMs' | 'publish' | 'stop'>> {
  const region = options.region ?? DEFAULT_REGION;
  const { log } = options;
  const say = (part: string, level: 'info' | 'warn', message: string): void =>
    log(recordOf(part, level, message));

  const processes = new ProcessRegister(join(dataDir, 'processes'));
  for (const { pid, label } of processes.reap())
    say('system', 'warn', `ended process ${pid} (${label}) of an earlier system`);
  if (options.fresh === true) empty(dataDir);
  const register = options.fresh === true ? new ProcessRegister(join(dataDir, 'processes')) : processes;
  const assembly = readCloudAssembly(options.assemblyDir);
  const state = new ProvisioningState(join(dataDir, 'assembly.json'));
  // Kept at once: names derive from its seed, and a start that is killed must find its tables again.
  state.save();

  const principals = new PrincipalDirectory();
  const credentials = {
    accessKeyId: `AKIA${state.derive('administrator key', 16).toUpperCase()}`,
    secretAccessKey: state.derive('administrator secret', 40),
  };
  principals.put({ ...credentials, name: 'administrator' });
  const network = new NetworkModel();
  const endpoint = await openEndpoint(
    {
      dataDir,
      region,
      principals,
      network,
      quotaVcpus: ACCOUNT_VCPUS[options.account],
      throttles: PUBLISHED_THROTTLES,
      machine: judgeMachine(),
      ...options.machines,
      log: (level, service, message, facts) =>
        log(recordOf(service, level, message, facts === undefined ? {} : { fields: facts })),
      now: Date.now,
      random: seededRandom(options.seed ?? Date.now()),
    },
    options.ports?.endpoint,
    state,
  );
  cleanups.push(() => endpoint.stop());
  const { url: endpointUrl, accountId } = endpoint;

  const clients = makeAwsClients({ region, endpoint: endpointUrl, credentials });
  cleanups.push(() => destroyAwsClients(clients));
  const findHost = hostFinder(endpoint);
  const host = new FunctionHost({
    region,
    endpointUrl,
    dataDir,
    limits: {
      accountConcurrency: ACCOUNT_CONCURRENCY[options.account],
      maximumProcesses: options.maximumProcesses ?? DEFAULT_MAXIMUM_PROCESSES,
      idleMs: options.idleMs ?? DEFAULT_IDLE_MS,
    },
    processes: register,
    decideConnection: async (definition, address, port) =>
      network.decideConnection(definition, address, port, findHost),
    log,
    metrics: endpoint.services.cloudwatch,
    ...(options.asyncRetryDelaysMs === undefined ? {} : { asyncRetryDelaysMs: options.asyncRetryDelaysMs }),
    ...(options.networkTimes === undefined ? {} : { networkTimes: options.networkTimes }),
  });
  cleanups.push(() => host.stop());
  endpoint.connectLambda(host);

  const gateways = new GatewayRegistry();
  cleanups.push(() => gateways.stop());
  const provisioning = new Provisioning(
    assembly,
    {
      region,
      accountId,
      endpointUrl,
      dataDir,
      clients,
      services: endpoint.services,
      principals,
      host,
      network,
      gateways,
      assets: assembly.assets,
      ports: options.ports ?? {},
      log,
    },
    state,
  );
  const outputs = await provisioning.deploy();
  for (const { principal, vpc } of host.definitions()) {
    if (vpc === undefined) continue;
    principals.put({ ...principal, network: network.principalNetwork(vpc.vpcId, vpc.subnetIds) });
  }
  pruneCode(dataDir, host.definitions());
  host.start();
  // Overdue schedules act at once, so only now that the functions they call are there.
  endpoint.startSchedules();

  const [api] = gateways.apis.values();
  if (api === undefined) throw new Error('the templates have no HTTP API');
  const [site] = gateways.sites.values();
  return {
    apiUrl: api.url,
    pageUrl: site?.url,
    endpointUrl,
    region,
    accountId,
    dataDir,
    outputs,
    host,
    endpoint,
    clients,
    credentials,
    machines: findMachines(provisioning, endpoint.services, endpointUrl),
    tokens: new TokenIssuer(
      clients.cognito,
      () => findUserPool(provisioning, endpoint.services),
      (username) => `Aa1-${state.derive(`password of ${username}`, 24)}`,
    ),
  };
}

/** The pool with the client that people log in by: a machine's has a secret. */
function findUserPool(provisioning: Provisioning, { cognito }: LocalServices): IssuingPool {
  const userPoolId = provisioning.find('AWS::Cognito::UserPool')[0]?.resource.physicalId;
  const clients = userPoolId === undefined ? [] : cognito.listClients(userPoolId);
  const clientId = clients.find(({ secret }) => secret === undefined)?.id;
  if (userPoolId === undefined || clientId === undefined)
    throw new Error('the templates have no user pool with a client');
  return { userPoolId, clientId };
}

/** Credentials of the machines that the templates have. */
function findMachines(
  provisioning: Provisioning,
  { cognito }: LocalServices,
  endpointUrl: string,
): readonly LocalMachine[] {
  const userPoolId = provisioning.find('AWS::Cognito::UserPool')[0]?.resource.physicalId;
  const domain = provisioning.find('AWS::Cognito::UserPoolDomain')[0]?.resource.physicalId;
  const clients = userPoolId === undefined || domain === undefined ? [] : cognito.listClients(userPoolId);
  const declared = new Set(
    provisioning.find('AWS::Cognito::UserPoolClient').map(({ resource }) => resource.physicalId),
  );
  const tokenUrl = `${endpointUrl}/${domain}/oauth2/token`;
  return clients.flatMap(({ id, secret, settings }) =>
    secret === undefined || !declared.has(id)
      ? []
      : [{ name: String(settings['ClientName'] ?? id), clientId: id, clientSecret: secret, tokenUrl }],
  );
}

/** At the port that was asked for; else at that of the last start where it is free, else at any. */
async function openEndpoint(
  options: EndpointOptions,
  wanted: number | undefined,
  state: ProvisioningState,
): Promise<LocalEndpoint> {
  const port = wanted ?? state.value.endpointPort ?? 0;
  const endpoint = await startEndpoint({ ...options, port }).catch((error: unknown) => {
    if (!isTaken(error)) throw error;
    if (wanted === undefined) return startEndpoint(options);
    throw new Error(
      `port ${wanted} of 127.0.0.1 cannot be had (${(error as Error).message}); choose another`,
    );
  });
  state.value.endpointPort = Number(new URL(endpoint.url).port);
  state.save();
  return endpoint;
}

/** Finds the instance behind a private address, with its groups of this moment: sealing a host counts at once. */
function hostFinder({ services }: LocalEndpoint): FindHost {
  return (privateAddress) => {
    const instance = services.ec2
      .list()
      .find(({ privateIp, state }) => privateIp === privateAddress && state !== 'terminated');
    if (instance === undefined) return undefined;
    const { id, vpcId, subnetId, groupIds } = instance;
    return { instanceId: id, vpcId, subnetId, securityGroupIds: groupIds };
  };
}

/** Everything but the lock, which is what makes it safe to delete the rest. */
function empty(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (name !== 'lock.json') rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}
