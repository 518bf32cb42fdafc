import type { Route } from './route.ts';

/** Where the older systems had what is here now: whatever followed the prefix there follows the new one here. */
export const MOVED_PREFIXES: readonly { readonly from: string; readonly to: string }[] = [
  { from: '/api/v1/monitoring/', to: '/v1/monitoring/' },
  { from: '/api/resilience/', to: '/v1/resilience/' },
];

/** Methods by which older paths are asked. */
export const MOVED_METHODS = ['GET', 'HEAD', 'POST'] as const satisfies readonly ('HEAD' | Route['method'])[];

/** The path at which an older one is answered now; undefined of every other. Whether anything is there, the routes say. */
export function movedTo(path: string): string | undefined {
  const moved = MOVED_PREFIXES.find(({ from }) => path.startsWith(from) && path.length > from.length);
  return moved === undefined ? undefined : moved.to + path.slice(moved.from.length);
}
