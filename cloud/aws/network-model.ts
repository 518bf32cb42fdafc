/**
 * Who may reach whom, from the templates' VPCs: subnets, routes, endpoints and security groups; and what is launched
 * into them. Hosts have loopback addresses locally, so a CIDR rule counts for them when it covers their whole VPC or
 * their subnet.
 */
import { BlockList, isIP } from 'node:net';
import type { ConnectionVerdict, FunctionDefinition } from '../lambda/definition.ts';
import type { LaunchTemplate } from './ec2/launch-template.ts';
import type { PrincipalNetwork } from './principals.ts';

export interface SubnetModel {
  readonly vpcId: string;
  readonly cidr: string;
  readonly availabilityZone: string;
}

/** One rule of a security group; ports inclusive. */
export interface SecurityGroupRule {
  readonly direction: 'ingress' | 'egress';
  /** `tcp`, `udp`, ... or `-1` for all. */
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly cidr?: string;
  readonly groupId?: string;
}

/** A running instance as the connection check sees it. */
export interface ReachableHost {
  readonly instanceId: string;
  readonly vpcId: string | undefined;
  readonly subnetId: string | undefined;
  readonly securityGroupIds: readonly string[];
}

export type FindHost = (privateAddress: string) => ReachableHost | undefined;

const ANYWHERE = new Set(['0.0.0.0/0', '::/0']);

export class NetworkModel {
  readonly vpcs = new Map<string, { readonly cidr: string }>();
  readonly subnets = new Map<string, SubnetModel>();
  /** Names of the security groups by id. */
  readonly groups = new Map<string, string>();
  readonly launchTemplates = new Map<string, LaunchTemplate>();
  /** Route table of each subnet. */
  readonly routeTableOf = new Map<string, string>();
  /** Services by gateway endpoint: by route table. */
  readonly gatewayServices = new Map<string, Set<string>>();
  readonly #rules = new Map<string, Map<string, SecurityGroupRule>>();

  /** Adds or replaces a rule of a group; `id` identifies it within the group. */
  setRule(groupId: string, id: string, rule: SecurityGroupRule): void {
    const rules = this.#rules.get(groupId) ?? new Map<string, SecurityGroupRule>();
    this.#rules.set(groupId, rules.set(id, rule));
  }

  rulesOf(groupId: string): readonly SecurityGroupRule[] {
    return [...(this.#rules.get(groupId)?.values() ?? [])];
  }

  /**
   * What functions in these subnets reach of AWS: the services with an endpoint in every one of them, since a function
   * may run in any.
   */
  principalNetwork(vpcId: string, subnetIds: readonly string[]): PrincipalNetwork {
    const perSubnet = subnetIds.map(
      (subnetId) => this.gatewayServices.get(this.routeTableOf.get(subnetId) ?? '') ?? new Set<string>(),
    );
    const services = [...(perSubnet[0] ?? [])].filter((service) =>
      perSubnet.every((set) => set.has(service)),
    );
    return { vpcId, subnetIds, services };
  }

  /** Whether a function may open a TCP connection to an address that is not the endpoint's. */
  decideConnection(
    definition: FunctionDefinition,
    host: string,
    port: number,
    findHost: FindHost,
  ): ConnectionVerdict {
    const address = host === 'localhost' ? '127.0.0.1' : host;
    const target = isIP(address) === 0 ? undefined : findHost(address);
    const { vpc } = definition;
    if (vpc === undefined) {
      if (target === undefined) return { allowed: true, reason: 'outside any VPC' };
      return deny(
        `${address} is the private address of ${target.instanceId}, and the function is outside its VPC`,
      );
    }
    if (target === undefined) {
      if (isIP(address) !== 0 && isPrivate(address))
        return deny(`no instance of the VPC has the address ${address}`);
      return deny(`its subnets ${vpc.subnetIds.join(', ')} have no route to the internet`);
    }
    if (target.vpcId !== undefined && target.vpcId !== vpc.vpcId)
      return deny(`${target.instanceId} is in another VPC`);
    return this.#decideByGroups(vpc.securityGroupIds, target, port);
  }

  #decideByGroups(from: readonly string[], target: ReachableHost, port: number): ConnectionVerdict {
    const out = from
      .flatMap((group) => this.rulesOf(group))
      .some(
        (rule) =>
          rule.direction === 'egress' &&
          covers(rule, port) &&
          this.#names(rule, target.securityGroupIds, target),
      );
    if (!out)
      return deny(`no egress rule of ${from.join(', ')} lets it out to port ${port} of ${target.instanceId}`);
    const into = target.securityGroupIds
      .flatMap((group) => this.rulesOf(group))
      .some((rule) => rule.direction === 'ingress' && covers(rule, port) && this.#names(rule, from, target));
    if (!into) {
      return deny(
        `no ingress rule of ${target.securityGroupIds.join(', ')} lets it in to port ${port} of ${target.instanceId}`,
      );
    }
    return { allowed: true, reason: 'by security groups' };
  }

  /** Whether a rule's other side is one of these groups, or an address range that covers the host's VPC or subnet. */
  #names(rule: SecurityGroupRule, groups: readonly string[], target: ReachableHost): boolean {
    if (rule.groupId !== undefined) return groups.includes(rule.groupId);
    if (rule.cidr === undefined) return false;
    if (ANYWHERE.has(rule.cidr)) return true;
    const vpc = this.vpcs.get(target.vpcId ?? '')?.cidr;
    const subnet = this.subnets.get(target.subnetId ?? '')?.cidr;
    return [vpc, subnet].some((cidr) => cidr !== undefined && contains(rule.cidr!, cidr));
  }
}

function covers(rule: SecurityGroupRule, port: number): boolean {
  if (rule.protocol === '-1') return true;
  return ['tcp', '6'].includes(rule.protocol) && rule.fromPort <= port && port <= rule.toPort;
}

function contains(outer: string, inner: string): boolean {
  const [outerAddress, outerBits] = outer.split('/') as [string, string];
  const [innerAddress, innerBits] = inner.split('/') as [string, string];
  if (Number(innerBits) < Number(outerBits) || isIP(outerAddress) !== isIP(innerAddress)) return false;
  return inRange(innerAddress, outerAddress, Number(outerBits));
}

function inRange(address: string, network: string, bits: number): boolean {
  const list = new BlockList();
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  list.addSubnet(network, bits, family);
  return list.check(address, family);
}

const PRIVATE_RANGES = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'];

function isPrivate(address: string): boolean {
  if (isIP(address) === 6) return true;
  return PRIVATE_RANGES.some((range) => {
    const [network, bits] = range.split('/') as [string, string];
    return inRange(address, network, Number(bits));
  });
}

function deny(reason: string): ConnectionVerdict {
  return { allowed: false, reason };
}
