import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { ServiceRequest } from './service-models.ts';

type Resolve = (
  this: { readonly middlewareStack: { add(middleware: unknown, options: object): void } },
  clientStack: unknown,
  configuration: { readonly serviceId: string },
  options: unknown,
  details: { readonly commandName: string },
) => unknown;

/** The class that every command of every client of the SDK extends. */
function findCommandClass(): { resolveMiddlewareWithContext: Resolve } {
  let found = GetCallerIdentityCommand.prototype as object;
  for (let up = found; up !== Object.prototype; up = Object.getPrototypeOf(up) as object) found = up;
  return found as { resolveMiddlewareWithContext: Resolve };
}

/** Who asked: the files of the call, the SDK's own left out. */
function readCallers(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  const { stack = '' } = new Error('callers');
  Error.stackTraceLimit = limit;
  return stack;
}

/**
 * Tells of every request that clients of the SDK in this process send or presign from now on, just before it is built, with
 * its input as the service gets it and the call stack that asked for it. Returns what ends it.
 */
export function watchRequests(tell: (request: ServiceRequest, callers: string) => void): () => void {
  const base = findCommandClass();
  const original = base.resolveMiddlewareWithContext;
  base.resolveMiddlewareWithContext = function (clientStack, configuration, options, details) {
    const callers = readCallers();
    const record = (next: (args: unknown) => unknown) => (args: { readonly input: unknown }) => {
      const operation = details.commandName.replace(/Command$/, '');
      tell({ serviceId: configuration.serviceId, operation, input: args.input }, callers);
      return next(args);
    };
    // A document client turns JavaScript values into DynamoDB's before the step `build`.
    this.middlewareStack.add(record, { step: 'build', priority: 'high' });
    return original.call(this, clientStack, configuration, options, details);
  };
  return () => {
    base.resolveMiddlewareWithContext = original;
  };
}
