/** The part of a zod schema that the middleware uses; `zod` and `zod/mini` both have it. */
export interface Schema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: PropertyKey[]; readonly message: string }[];
        };
      };
}

/** The function's environment is not what its env.ts says; the message names each variable. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** The event is not one that the function takes; the message names each field. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/** Reads the environment by a function's env.ts. @throws EnvironmentError */
export function readEnvironment<Env>(schema: Schema<Env>, variables: NodeJS.ProcessEnv = process.env): Env {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  throw new EnvironmentError(`the environment is incomplete: ${describe(parsed.error.issues)}`);
}

/** Reads an event. @throws InvalidEventError */
export function readEvent<Event>(schema: Schema<Event>, event: unknown): Event {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new InvalidEventError(`the event cannot be taken: ${describe(parsed.error.issues)}`);
}

function describe(issues: readonly { readonly path: PropertyKey[]; readonly message: string }[]): string {
  return issues.map(({ path, message }) => `${path.map(String).join('.') || 'event'}: ${message}`).join('; ');
}
