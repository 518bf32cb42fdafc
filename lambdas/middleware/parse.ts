/** The part of a zod schema that the middleware uses; `zod` and `zod/mini` both have it. */
export interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}

interface Issue {
  readonly path: PropertyKey[];
  readonly message: string;
}

/** The function's environment is not what its env.ts says; the message names each variable, and what to do. */
export class InvalidEnvironmentError extends Error {
  override readonly name = 'InvalidEnvironmentError';
}

/** The event, or a message in it, is not one that the function takes; the message names each field. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/** Reads the environment by a function's env.ts. @throws InvalidEnvironmentError */
export function readEnvironment<Env>(schema: Schema<Env>, variables: NodeJS.ProcessEnv = process.env): Env {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    const name = path.map(String).join('.');
    return `${name} ${variables[name] === undefined ? 'is missing' : message}`;
  });
  throw new InvalidEnvironmentError(
    `the environment is incomplete: ${faults.join('; ')}. The stack gives the function these: deploy it again`,
  );
}

/** Reads an event. @throws InvalidEventError */
export function readEvent<Event>(schema: Schema<Event>, event: unknown, what = 'event'): Event {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || what}: ${message}`,
  );
  throw new InvalidEventError(`the ${what} cannot be taken: ${faults.join('; ')}`);
}
