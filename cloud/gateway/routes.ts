/** How an HTTP API chooses a route: full matches first, then greedy ones. */

export interface RoutePattern {
  /** `GET /v1/sessions/{id}` or `GET /{proxy+}`. */
  readonly key: string;
  readonly method: string;
  readonly segments: readonly string[];
}

export interface RouteMatch<T> {
  readonly route: T;
  /** Decoded values of the path's variables. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** @throws Error naming a key that is not a route key */
export function parseRouteKey(key: string): RoutePattern {
  const match = /^([A-Z]+) (\/\S*)$/.exec(key);
  if (match === null || match[1] === 'ANY')
    throw new Error(`"${key}" is not a route key that local mode serves (METHOD /path)`);
  return { key, method: match[1]!, segments: splitPath(match[2]!) };
}

function splitPath(path: string): string[] {
  return path.split('/').slice(1);
}

const isGreedy = (segment: string): boolean => segment.startsWith('{') && segment.endsWith('+}');
const isVariable = (segment: string): boolean => segment.startsWith('{') && segment.endsWith('}');

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    if (isGreedy(part)) {
      const rest = segments.slice(index).join('/');
      if (rest === '') return undefined;
      parameters[part.slice(1, -2)] = rest;
      return parameters;
    }
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (isVariable(part)) {
      if (segment === '') return undefined;
      parameters[part.slice(1, -1)] = segment;
    } else if (part !== segment) return undefined;
  }
  return pattern.length === segments.length ? parameters : undefined;
}

/** Lower sorts first: literal segments before variables before greedy ones, from the left. */
function specificity(pattern: RoutePattern): string {
  const path = pattern.segments.map((part) => (isGreedy(part) ? '3' : isVariable(part) ? '2' : '1')).join('');
  const greedy = pattern.segments.some(isGreedy) ? '2' : '1';
  return `${greedy}${path}`;
}

/** The route for a request; undefined when none fits, which the gateway answers with Not Found. */
export function matchRoute<T extends { readonly pattern: RoutePattern }>(
  routes: Iterable<T>,
  method: string,
  path: string,
): RouteMatch<T> | undefined {
  const segments = splitPath(path);
  let best: RouteMatch<T> | undefined;
  for (const route of routes) {
    const { pattern } = route;
    if (pattern.method !== method) continue;
    const pathParameters = matchSegments(pattern.segments, segments);
    if (pathParameters === undefined) continue;
    if (best === undefined || specificity(pattern) < specificity(best.route.pattern))
      best = { route, pathParameters };
  }
  return best;
}
