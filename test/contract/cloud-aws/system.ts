import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readLaunchTemplate } from '../../../cloud/assembly/providers/launch-template.ts';
import { type EndpointOptions, type LocalEndpoint, startEndpoint } from '../../../cloud/aws/endpoint.ts';
import { NetworkModel } from '../../../cloud/aws/network-model.ts';
import {
  type PolicyStatement,
  PrincipalDirectory,
  type PrincipalNetwork,
} from '../../../cloud/aws/principals.ts';
import { judgeMachine } from '../../../local/judge-machine.ts';

export const REGION = 'eu-central-1';
/** The user pool of an endpoint in a process of its own. */
export const POOL_ID = `${REGION}_Pool`;
export const ADMIN = { accessKeyId: 'LOCALADMIN', secretAccessKey: 'admin-secret' };

/** What is launched, and into what: a bare template; two subnets and two security groups of one VPC. */
export function makeNetwork(): NetworkModel {
  const network = new NetworkModel();
  network.vpcs.set('vpc-1', { cidr: '10.0.0.0/16' });
  for (const [at, zone] of ['a', 'b'].entries())
    network.subnets.set(`subnet-${zone}`, {
      vpcId: 'vpc-1',
      cidr: `10.0.${at}.0/24`,
      availabilityZone: `${REGION}${zone}`,
    });
  for (const name of ['installing', 'sealed']) network.groups.set(`sg-${name}`, name);
  declareTemplate(network, 'lt-bare', { ImageId: 'ami-0', InstanceType: 'c7i.large' });
  return network;
}

/** A launch template as a stack declares it. */
export function declareTemplate(network: NetworkModel, id: string, LaunchTemplateData: object): void {
  network.launchTemplates.set(id, readLaunchTemplate(id, { LaunchTemplateData }));
}

/** An endpoint on a directory of its own, with an administrator, and roles made as a test asks for them. */
export interface TestSystem {
  readonly endpoint: LocalEndpoint;
  readonly dataDir: string;
  readonly directory: PrincipalDirectory;
  readonly network: NetworkModel;
  readonly logs: string[];
  /** Options of an SDK client for the administrator. */
  readonly admin: ClientOptions;
  /** Options of an SDK client whose role has exactly these statements. */
  role(name: string, statements: readonly PolicyStatement[], network?: PrincipalNetwork): ClientOptions;
  stop(): Promise<void>;
}

export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly forcePathStyle: true;
  readonly maxAttempts: 1;
}

export async function startTestSystem(options: Partial<EndpointOptions> = {}): Promise<TestSystem> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'assize-aws-')));
  const directory = new PrincipalDirectory();
  directory.put({ ...ADMIN, name: 'administrator' });
  const network = makeNetwork();
  const logs: string[] = [];
  const endpoint = await startEndpoint({
    dataDir,
    machine: judgeMachine(),
    network,
    region: REGION,
    principals: directory,
    log: (level, service, message) => logs.push(`${level} ${service} ${message}`),
    now: Date.now,
    random: () => 0.5,
    ...options,
  });
  const client = (credentials: typeof ADMIN): ClientOptions => ({
    endpoint: endpoint.url,
    region: REGION,
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  return {
    endpoint,
    dataDir,
    directory,
    network,
    logs,
    admin: client(ADMIN),
    role: (name, statements, reach) => {
      const arn = `arn:aws:iam::000000000000:role/${name}`;
      const credentials = { accessKeyId: `LOCAL${name.toUpperCase()}`, secretAccessKey: `secret-of-${name}` };
      directory.putRole({
        arn,
        name,
        trust: { Statement: [] },
        policies: new Map([['inline', { Version: '2012-10-17', Statement: statements }]]),
      });
      directory.put({
        ...credentials,
        name,
        roleArn: arn,
        ...(reach === undefined ? {} : { network: reach }),
      });
      return client(credentials);
    },
    stop: async () => {
      await endpoint.stop();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A machine that only answers who it is. */
export const FAKE_MACHINE = judgeMachine([
  process.execPath,
  fileURLToPath(new URL('./fake-judge-host.ts', import.meta.url)),
]);

/** Asks until the answer is there; the test's own time limit ends it otherwise. */
export async function until<T>(ask: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
