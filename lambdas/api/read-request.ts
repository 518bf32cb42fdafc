import * as z from 'zod';
import { MAX_BULK_BYTES, NDJSON } from '../../core/api/bulk.ts';
import { ApiProblem, faultsOf } from '../../core/api/problem-details.ts';
import type { Route } from '../../core/api/route.ts';
import { type OperationName, type RequestOf, routes } from '../../core/api/routes.ts';
import type { ApiEvent } from './api-event.ts';

/** Largest body that any route takes, bytes: a roster of 2,000, or a source of 128 KiB as JSON. */
const MAX_BODY_BYTES = 1024 * 1024;

/** What a route without parameters of its own takes. */
const NO_QUERY = z.strictObject({});

interface Match {
  readonly name: OperationName;
  readonly params: Readonly<Record<string, string>>;
}

const patterns = (Object.entries(routes) as [OperationName, Route][]).map(([name, route]) => ({
  name,
  method: route.method,
  pattern: new RegExp(
    // A file's name may hold slashes, and a gateway may decode them.
    `^${route.path
      .replaceAll('.', '\\.')
      .replace('{name}', '(?<name>.+)')
      .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`,
  ),
  // A fixed segment goes before a parameter: /problems/imports is no problem.
  parameters: route.path.split('{').length,
}));
patterns.sort((a, b) => a.parameters - b.parameters);

/**
 * Which operation this is, with the parameters of its path; HEAD is a GET whose content is not sent.
 * @throws ApiProblem `method-not-allowed` with the methods that the path has, `not-found` for a path that no route has
 */
export function matchRoute(method: string, path: string): Match {
  const wanted = method === 'HEAD' ? 'GET' : method;
  const here = patterns.flatMap(({ pattern, parameters, ...route }) => {
    const found = pattern.exec(path);
    return found === null ? [] : [{ ...route, parameters, params: { ...found.groups } }];
  });
  const match = here.find((one) => one.method === wanted);
  if (match !== undefined) return { name: match.name, params: match.params };
  // A path with fewer parameters is the one that was meant: /problems/imports takes a POST, though a problem could be called so.
  const meant = here.filter(({ parameters }) => parameters === here[0]?.parameters);
  if (meant.length === 0) throw new ApiProblem('not-found', `the API has nothing at ${path}`);
  const allow = [
    ...new Set(meant.flatMap(({ method: own }) => (own === 'GET' ? ['GET', 'HEAD'] : [own]))),
  ].sort();
  throw new ApiProblem('method-not-allowed', `${path} takes ${allow.join(', ')} and not ${method}`, {
    allow,
  });
}

/** Every part of the request, parsed by the route's schemas. @throws ApiProblem with every fault of every part */
export function readRequest<N extends OperationName>(
  name: N,
  params: Match['params'],
  event: ApiEvent,
): RequestOf<N> {
  const route: Route = routes[name];
  const faults: { field: string; detail: string }[] = [];
  const parse = (schema: z.ZodType | undefined, value: unknown, prefix = '') => {
    if (schema === undefined) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    faults.push(
      ...faultsOf(parsed.error.issues, schema).map(({ field, detail }) => ({
        field: prefix + field || 'body',
        detail,
      })),
    );
    return undefined;
  };
  const path = parse(route.params, decodeParams(params));
  // An id of the wrong form is the id of nothing.
  if (faults.length > 0)
    throw new ApiProblem('not-found', `there is nothing at ${event.rawPath}`, { faults });
  const request = {
    params: path,
    query: parse(route.query ?? NO_QUERY, event.queryStringParameters ?? {}),
    headers: parse(route.headers, event.headers),
    body:
      route.body === undefined
        ? undefined
        : parse(route.body, route.ndjson === undefined ? readBody(event) : readLines(event)),
  };
  if (faults.length > 0)
    throw new ApiProblem(
      'invalid-request',
      `the request has ${faults.length} fault${faults.length === 1 ? '' : 's'}: ${faults[0]?.field} ${faults[0]?.detail}`,
      { faults },
    );
  return request as RequestOf<N>;
}

function decodeParams(params: Match['params']): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    throw new ApiProblem('not-found', 'the path is not valid percent-encoding');
  }
}

function readBody(event: ApiEvent): unknown {
  requireType(event, /^application\/json\b/i, 'application/json');
  const bytes = readBytes(event, MAX_BODY_BYTES);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new ApiProblem('malformed-request', `the body is not JSON in UTF-8: ${(error as Error).message}`);
  }
}

function readLines(event: ApiEvent): readonly string[] {
  requireType(event, /^application\/(x-)?ndjson\b/i, NDJSON);
  return toLines(readBytes(event, MAX_BULK_BYTES));
}

/** The lines of newline-delimited JSON; the last need not be ended. @throws ApiProblem `malformed-request` */
export function toLines(bytes: Uint8Array): readonly string[] {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\n$/, '').split(/\r?\n/);
  } catch {
    throw new ApiProblem('malformed-request', 'the lines are not UTF-8');
  }
}

function requireType({ headers }: ApiEvent, wanted: RegExp, name: string): void {
  const type = headers['content-type'] ?? '';
  if (!wanted.test(type))
    throw new ApiProblem(
      'unsupported-media-type',
      `Content-Type is ${type === '' ? 'missing' : type}: send ${name}`,
    );
}

function readBytes(event: ApiEvent, most: number): Uint8Array {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > most)
    throw new ApiProblem('too-large', `the body has ${bytes.byteLength} bytes; at most ${most} are taken`);
  return bytes;
}
