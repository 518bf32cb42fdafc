import { GetParameterCommand } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import type { AssemblyStack, CloudAssembly, TemplateResource } from './cloud-assembly.ts';
import { type ResolverScope, resolveValue } from './intrinsics.ts';
import type { LocalParts, Properties, Provider, Resource } from './provider.ts';
import { type ProviderChoice, providers } from './providers/index.ts';
import { fingerprintOf, type ProvisioningState } from './state.ts';

/** Outputs of all stacks: by stack, then by output key. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

const AVAILABILITY_ZONES = ['a', 'b', 'c'];

/** Brings the resources of a cloud assembly to life: each when it is first referred to, all of them in the end. */
export class Provisioning {
  readonly #assembly: CloudAssembly;
  readonly #parts: LocalParts;
  readonly #state: ProvisioningState;
  readonly #stacks: ReadonlyMap<string, AssemblyStack>;
  readonly #made = new Map<string, Resource>();
  /** SSM parameters of all stacks by name. */
  readonly #declaredParameters = new Map<
    string,
    { readonly stack: AssemblyStack; readonly logicalId: string }
  >();

  constructor(assembly: CloudAssembly, parts: LocalParts, state: ProvisioningState) {
    this.#assembly = assembly;
    this.#parts = parts;
    this.#state = state;
    this.#stacks = new Map(assembly.stacks.map((stack) => [stack.name, stack]));
    for (const stack of assembly.stacks) {
      for (const [logicalId, { Type, Properties = {} }] of Object.entries(stack.template.Resources ?? {})) {
        const name = Properties['Name'];
        if (Type === 'AWS::SSM::Parameter' && typeof name === 'string') {
          this.#declaredParameters.set(name, { stack, logicalId });
        }
      }
    }
  }

  /**
   * Makes every resource and removes those that earlier templates had.
   *
   * @throws Error naming stack, resource and reason: a type without a provider, a cycle with its path, a refusal
   */
  async deploy(): Promise<StackOutputs> {
    this.#checkServed();
    for (const stack of this.#assembly.stacks) {
      for (const logicalId of Object.keys(stack.template.Resources ?? {}))
        await this.#ensure(stack, logicalId, []);
    }
    await this.#removeOrphans();
    this.#state.save();
    return this.#outputs();
  }

  /** All that is not served at once, before anything is made. */
  #checkServed(): void {
    for (const { name, template } of this.#assembly.stacks)
      if (template.Conditions !== undefined || template.Mappings !== undefined)
        throw new Error(`${name} has conditions or mappings, which local mode does not serve`);
    const unserved = this.#assembly.stacks.flatMap(({ name, template }) =>
      Object.entries(template.Resources ?? {})
        .filter(([, { Type }]) => providers[Type] === undefined)
        .map(([logicalId, { Type }]) => `${name}/${logicalId} is of type ${Type}`),
    );
    if (unserved.length === 0) return;
    throw new Error(`local mode has no provider (cloud/assembly/providers) for: ${unserved.join('; ')}`);
  }

  /** The resource of one type whose construct path or logical id starts so; for tools and tests. */
  find(type: string, start = ''): { readonly key: string; readonly resource: Resource }[] {
    return [...this.#made].flatMap(([key, resource]) => {
      const [stackName, logicalId] = splitKey(key);
      const declared = this.#stacks.get(stackName)!.template.Resources![logicalId]!;
      const fits =
        declared.Type === type &&
        (logicalId.startsWith(start) || pathOf(declared, logicalId).startsWith(start));
      return fits ? [{ key, resource }] : [];
    });
  }

  async #ensure(stack: AssemblyStack, logicalId: string, path: readonly string[]): Promise<Resource> {
    const key = `${stack.name}/${logicalId}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    if (path.includes(key)) {
      throw new Error(
        `the templates refer to each other in a circle: ${[...path.slice(path.indexOf(key)), key].join(' -> ')}`,
      );
    }
    const declared = stack.template.Resources?.[logicalId];
    if (declared === undefined)
      throw new Error(`${path.at(-1) ?? stack.name} refers to ${key}, which does not exist`);
    const within = [...path, key];
    const scope = this.#scope(stack, within);
    for (const dependency of [declared.DependsOn ?? []].flat()) await this.#ensure(stack, dependency, within);
    const resource = await this.#make(stack, logicalId, declared, providers[declared.Type]!, scope);
    this.#made.set(key, resource);
    return resource;
  }

  async #make(
    stack: AssemblyStack,
    logicalId: string,
    declared: TemplateResource,
    choice: ProviderChoice,
    scope: ResolverScope,
  ): Promise<Resource> {
    const key = `${stack.name}/${logicalId}`;
    const previous = this.#state.value.resources[key];
    const declaredProperties = choice.kind === 'served' ? (declared.Properties ?? {}) : {};
    const properties = (await resolveValue(declaredProperties, scope)) as Properties;
    const fingerprint = fingerprintOf(properties);
    const derive = (purpose: string, length: number): string =>
      this.#state.derive(`${key} ${purpose}`, length);
    const suffix = derive('name', 12).toUpperCase();
    const makeName = (maximum: number): string =>
      `${`${stack.name}-${logicalId}`.slice(0, maximum - suffix.length - 1)}-${suffix}`;
    try {
      const resource = await choice.provider.ensure(properties, {
        ...this.#parts,
        stack: stack.name,
        logicalId,
        path: pathOf(declared, logicalId),
        previous: previous?.type === declared.Type ? previous : undefined,
        unchanged: previous?.fingerprint === fingerprint,
        makeName,
        derive,
      });
      this.#state.value.resources[key] = {
        type: declared.Type,
        physicalId: resource.physicalId,
        fingerprint,
        ...(resource.memory === undefined ? {} : { memory: resource.memory }),
      };
      return resource;
    } catch (error) {
      throw new Error(`${declared.Type} ${key}: ${describeFault(error)}`, { cause: error });
    }
  }

  #scope(stack: AssemblyStack, path: readonly string[]): ResolverScope {
    const { template } = stack;
    return {
      ref: async (name) => {
        if (name.startsWith('AWS::')) return this.#pseudoParameter(name, stack);
        if (template.Parameters?.[name] !== undefined) return this.#parameter(stack, name, path);
        return (await this.#ensure(stack, name, path)).physicalId;
      },
      getAtt: async (logicalId, attribute) => {
        const { attributes = {} } = await this.#ensure(stack, logicalId, path);
        const value = attributes[attribute];
        if (value === undefined) {
          const type = template.Resources?.[logicalId]?.Type;
          throw new Error(
            `${path.at(-1) ?? stack.name} asks for ${stack.name}/${logicalId}.${attribute}: ${type} has no such attribute locally`,
          );
        }
        return value;
      },
      availabilityZones: AVAILABILITY_ZONES.map((letter) => `${this.#parts.region}${letter}`),
    };
  }

  #pseudoParameter(name: string, stack: AssemblyStack): unknown {
    const { region, accountId } = this.#parts;
    const values: Record<string, unknown> = {
      'AWS::AccountId': accountId,
      'AWS::Region': region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack.name,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stack.name}/${this.#state.derive(stack.name, 32)}`,
      'AWS::NotificationARNs': [],
    };
    const value = values[name];
    if (value === undefined) throw new Error(`${stack.name}: ${name} is not served by local mode`);
    return value;
  }

  async #parameter(stack: AssemblyStack, name: string, path: readonly string[]): Promise<unknown> {
    const { Type, Default } = stack.template.Parameters![name]!;
    const value = stack.parameters[name] ?? Default;
    if (value === undefined) throw new Error(`${stack.name}: the parameter ${name} has no value`);
    if (Type.startsWith('AWS::SSM::Parameter::Value<')) {
      const found = await this.#ssmParameter(value, stack, path);
      return Type.includes('List<') || Type.includes('CommaDelimitedList') ? found.split(',') : found;
    }
    return Type === 'CommaDelimitedList' || Type.startsWith('List<') ? value.split(',') : value;
  }

  /** A parameter's value: of the stack that declares it, whichever comes first, else of the account. */
  async #ssmParameter(name: string, asker: AssemblyStack, path: readonly string[]): Promise<string> {
    const declared = this.#declaredParameters.get(name);
    if (declared !== undefined) {
      const { attributes } = await this.#ensure(declared.stack, declared.logicalId, path);
      return String(attributes?.['Value']);
    }
    try {
      const { Parameter } = await this.#parts.clients.ssm.send(new GetParameterCommand({ Name: name }));
      return Parameter!.Value!;
    } catch (error) {
      const { name: code, message } = error as Error;
      throw new Error(`${path.at(-1) ?? asker.name} needs the SSM parameter ${name}: ${message || code}`);
    }
  }

  async #outputs(): Promise<StackOutputs> {
    const outputs: Record<string, Record<string, string>> = {};
    for (const stack of this.#assembly.stacks) {
      const scope = this.#scope(stack, []);
      const own: Record<string, string> = {};
      for (const [key, output] of Object.entries(stack.template.Outputs ?? {})) {
        own[key] = String(await resolveValue(output.Value, scope));
      }
      outputs[stack.name] = own;
    }
    return outputs;
  }

  async #removeOrphans(): Promise<void> {
    for (const [key, record] of Object.entries(this.#state.value.resources)) {
      if (this.#made.has(key)) continue;
      const provider: Provider | undefined = providers[record.type]?.provider;
      await provider?.remove?.(record, this.#parts);
      delete this.#state.value.resources[key];
    }
  }
}

/** A sentence for whoever wrote the template; a schema's faults by the property that they stand in. */
function describeFault(error: unknown): string {
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}

function splitKey(key: string): [string, string] {
  const slash = key.indexOf('/');
  return [key.slice(0, slash), key.slice(slash + 1)];
}

function pathOf(declared: TemplateResource, logicalId: string): string {
  const path = declared.Metadata?.['aws:cdk:path'];
  if (typeof path !== 'string') return logicalId;
  return path
    .split('/')
    .slice(1)
    .filter((part) => part !== 'Resource')
    .join('/');
}
