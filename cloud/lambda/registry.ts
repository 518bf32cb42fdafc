import { AwsError } from '../aws/http-types.ts';
import { matchesWildcard } from '../aws/iam/match.ts';
import type { FunctionConfiguration } from '../aws/lambda-port.ts';
import {
  type AsyncConfig,
  DEFAULT_ASYNC_CONFIG,
  type FunctionDefinition,
  type InvokePermission,
} from './definition.ts';

/** Who invokes, when it is a service and not a role. */
export interface InvokeSource {
  readonly service: string;
  readonly arn?: string;
}

/** The functions of one account by name, and what is configured around them. */
export class FunctionRegistry {
  readonly #functions = new Map<string, FunctionDefinition>();
  readonly #permissions = new Map<string, Map<string, InvokePermission>>();
  readonly #asyncConfigs = new Map<string, AsyncConfig>();

  /** Adds or replaces a function; returns the definition that it replaces. */
  put(definition: FunctionDefinition): FunctionDefinition | undefined {
    const before = this.#functions.get(definition.name);
    this.#functions.set(definition.name, definition);
    return before;
  }

  has(name: string): boolean {
    return this.#functions.has(name);
  }

  all(): readonly FunctionDefinition[] {
    return [...this.#functions.values()];
  }

  /** By name, ARN (with or without qualifier) or partial ARN. @throws AwsError ResourceNotFoundException */
  find(functionName: string): FunctionDefinition {
    // arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER], ACCOUNT:function:NAME, or NAME
    const marker = 'function:';
    const start = functionName.indexOf(marker);
    const [name] = functionName.slice(start < 0 ? 0 : start + marker.length).split(':');
    const definition = this.#functions.get(name!);
    if (definition !== undefined) return definition;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${functionName}`, 404, {
      Type: 'User',
    });
  }

  /** Lets a service invoke a function; `id` identifies the statement. */
  permit(functionName: string, id: string, permission: InvokePermission): void {
    const { name } = this.find(functionName);
    const permissions = this.#permissions.get(name) ?? new Map<string, InvokePermission>();
    this.#permissions.set(name, permissions.set(id, permission));
  }

  /** @throws AwsError AccessDeniedException when no permission names this service and source */
  checkPermission(definition: FunctionDefinition, source: InvokeSource): void {
    const permissions = [...(this.#permissions.get(definition.name)?.values() ?? [])];
    const allowed = permissions.some(
      ({ principal, sourceArn }) =>
        (principal === source.service || principal === '*') &&
        (sourceArn === undefined || (source.arn !== undefined && matchesWildcard(sourceArn, source.arn))),
    );
    if (allowed) return;
    throw new AwsError(
      'AccessDeniedException',
      `${source.service} (${source.arn ?? 'no source ARN'}) may not invoke ${definition.name}: no AWS::Lambda::Permission allows it`,
      403,
    );
  }

  configureAsync(functionName: string, config: AsyncConfig): void {
    this.#asyncConfigs.set(this.find(functionName).name, config);
  }

  asyncConfigOf(name: string): AsyncConfig {
    return this.#asyncConfigs.get(name) ?? DEFAULT_ASYNC_CONFIG;
  }

  /** A function as GetFunctionConfiguration tells it, but for its state. */
  configurationOf(functionName: string): Omit<FunctionConfiguration, 'State'> {
    const { name, arn, roleArn, timeoutS, environment } = this.find(functionName);
    return {
      FunctionName: name,
      FunctionArn: arn,
      Role: roleArn,
      Timeout: timeoutS,
      Environment: { Variables: environment },
    };
  }
}
