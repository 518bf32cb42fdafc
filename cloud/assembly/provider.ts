import type { NetworkModel } from '../aws/network-model.ts';
import type { PrincipalDirectory } from '../aws/principals.ts';
import type { LocalServices } from '../aws/services.ts';
import type { PortChoice } from '../gateway/loopback-server.ts';
import type { FunctionHost } from '../lambda/host.ts';
import type { LogSink } from '../lambda/log.ts';
import type { AwsClients } from './aws-clients.ts';
import type { FileAsset } from './cloud-assembly.ts';
import type { GatewayRegistry } from './gateway-registry.ts';
import type { ResourceRecord } from './state.ts';

/** Properties of a resource, every function in them resolved. */
export type Properties = Readonly<Record<string, unknown>>;

/** The parts of the local system that providers fill. */
export interface LocalParts {
  readonly region: string;
  readonly accountId: string;
  readonly endpointUrl: string;
  readonly dataDir: string;
  readonly clients: AwsClients;
  /** What the endpoint serves: for what no call makes. */
  readonly services: LocalServices;
  readonly principals: PrincipalDirectory;
  readonly host: FunctionHost;
  readonly network: NetworkModel;
  readonly gateways: GatewayRegistry;
  readonly assets: ReadonlyMap<string, FileAsset>;
  /** Ports that the caller wants; absent ones are chosen. */
  readonly ports: { readonly api?: number; readonly page?: number };
  readonly log: LogSink;
}

export interface ResourceContext extends LocalParts {
  readonly stack: string;
  readonly logicalId: string;
  /** Construct path without the stack, for people; the logical id where the template has none. */
  readonly path: string;
  /** What the last start remembered; absent for a new resource. */
  readonly previous: ResourceRecord | undefined;
  /** Whether the properties are those of the last start. */
  readonly unchanged: boolean;
  /** A physical name as CloudFormation makes one, the same on every start, at most `maximum` characters. */
  readonly makeName: (maximum: number) => string;
  /** A secret or id of hexadecimal digits, the same on every start. */
  readonly derive: (purpose: string, length: number) => string;
}

export interface Resource {
  /** What `Ref` gives. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly memory?: Readonly<Record<string, string>>;
}

/** Makes resources of one type. */
export interface Provider {
  /**
   * Brings the resource to what the template says; called on every start, so it must find what is there.
   *
   * @throws Error for properties that cannot be honoured locally
   */
  readonly ensure: (properties: Properties, context: ResourceContext) => Promise<Resource>;
  /** Undoes it once the templates do not have it any more. Absent: it is left alone, or lives in memory only. */
  readonly remove?: (record: ResourceRecord, parts: LocalParts) => Promise<void>;
}

export type Providers = Readonly<Record<string, Provider>>;

/** The port that the caller insists on, else the one that the resource had at the last start. */
export function choosePort(wanted: number | undefined, previous: ResourceRecord | undefined): PortChoice {
  const remembered = previous?.memory?.['port'];
  return {
    ...(wanted === undefined ? {} : { wanted }),
    ...(remembered === undefined ? {} : { remembered: Number(remembered) }),
  };
}
