import type { Route } from './route.ts';

/** Where the older systems had what is here now, with all that follows. */
const MOVED_PREFIXES: readonly { readonly from: string; readonly to: string }[] = [
  { from: '/api/v1/monitoring/', to: '/v1/monitoring/' },
  { from: '/api/resilience/', to: '/v1/resilience/' },
];

/** Where the oldest had its one operation. */
const ANALYZE = '/analyze';

/** Older paths as the gateway has routes for them. */
export const MOVED_PATHS: readonly string[] = [
  ...MOVED_PREFIXES.map(({ from }) => `${from}{proxy+}`),
  ANALYZE,
];

/** Methods by which older paths are asked. */
export const MOVED_METHODS = ['GET', 'HEAD', 'POST'] as const satisfies readonly ('HEAD' | Route['method'])[];

/** What is called otherwise now; whatever is not here has its name still. `*` stands for a part of the path, which is kept. */
const RENAMED: readonly { readonly from: string; readonly to: string; readonly by?: 'GET' }[] = [
  { from: '/api/resilience/test/*/health', to: '/v1/resilience/sessions/*/health' },
  { from: '/api/resilience/test/*/health/start', to: '/v1/resilience/sessions/*/health/start' },
  { from: '/api/resilience/test/*/health/stop', to: '/v1/resilience/sessions/*/health/stop' },
  { from: '/api/resilience/test/*/recover', to: '/v1/resilience/sessions/*/recover' },
  { from: '/api/resilience/circuit-breaker/*/reset', to: '/v1/resilience/circuits/*/reset' },
  { from: '/api/resilience/resilience/metrics', to: '/v1/resilience/metrics' },
  { from: '/api/resilience/resilience/trends', to: '/v1/resilience/trends' },
  { from: '/api/resilience/resilience/report', to: '/v1/resilience/report' },
  // There is nothing to start: it always watches. Who posts is led to read what was seen.
  { from: '/api/resilience/resilience/start', to: '/v1/resilience/report', by: 'GET' },
  { from: '/api/resilience/system/status', to: '/v1/resilience/report' },
  { from: ANALYZE, to: '/v1/analyze' },
];

/**
 * Where what an older path had is answered now, and by which method; undefined of every other path. Whether anything is there, the
 * routes say.
 */
export function movedTo(
  method: string,
  path: string,
): { readonly method: string; readonly path: string } | undefined {
  for (const { from, to, by } of RENAMED) {
    const now = rename(path, from, to);
    if (now !== undefined) return { method: by !== undefined && method === 'POST' ? by : method, path: now };
  }
  const moved = MOVED_PREFIXES.find(({ from }) => path.startsWith(from) && path.length > from.length);
  return moved === undefined ? undefined : { method, path: moved.to + path.slice(moved.from.length) };
}

/** The path as `to` has it, with the part that stands where `*` is; undefined where it is not of the form of `from`. */
function rename(path: string, from: string, to: string): string | undefined {
  const [parts, form] = [path.split('/'), from.split('/')];
  const fits = parts.length === form.length && form.every((part, at) => part === '*' || part === parts[at]);
  const kept = parts[form.indexOf('*')] ?? '';
  return fits ? to.replace('*', () => kept) : undefined;
}
