/** What the access log of a stage knows of a request. */
export interface Access {
  readonly requestId: string;
  /** ms since 1970. */
  readonly at: number;
  readonly sourceIp: string;
  readonly method: string;
  readonly routeKey: string | undefined;
  readonly path: string;
  readonly status: number;
  readonly responseLength: number;
  readonly latencyMs: number;
  /** What the gateway itself said, in place of a function. */
  readonly error: string | undefined;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Whether a format asks for nothing but what `writeAccess` knows; the first variable that it does not, otherwise. */
export function findUnknownVariable(format: string): string | undefined {
  return [...format.matchAll(VARIABLE)]
    .map(([, name]) => name!)
    .find((name) => !Object.hasOwn(VARIABLES, name));
}

const VARIABLE = /\$context\.([\w.]+)/g;

const VARIABLES: Readonly<Record<string, (access: Access) => string | number | undefined>> = {
  requestId: ({ requestId }) => requestId,
  requestTime: ({ at }) => formatTime(new Date(at)),
  'identity.sourceIp': ({ sourceIp }) => sourceIp,
  httpMethod: ({ method }) => method,
  routeKey: ({ routeKey }) => routeKey,
  path: ({ path }) => path,
  status: ({ status }) => status,
  responseLength: ({ responseLength }) => responseLength,
  responseLatency: ({ latencyMs }) => Math.round(latencyMs),
  'error.message': ({ error }) => error,
};

/** A line of the access log in a format of JSON; what is not known is `-`, as in API Gateway. */
export function writeAccess(format: string, access: Access): string {
  return format.replace(VARIABLE, (_, name: string) =>
    JSON.stringify(String(VARIABLES[name]?.(access) ?? '-')).slice(1, -1),
  );
}

/** As web servers write it: `28/Nov/2026:10:00:00 +0000`. */
function formatTime(time: Date): string {
  const [date = '', clock = ''] = time.toISOString().slice(0, 19).split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock} +0000`;
}
