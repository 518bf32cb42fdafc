import { createHash } from 'node:crypto';
import { revisionTag } from '../../core/api/entity-tags.ts';
import type { Route } from '../../core/api/route.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * Header fields that follow from an answer: by what its route declares where to find what was made and its tag, and when to
 * ask again where it says so.
 */
export function headersOf(
  route: Route,
  params: Values,
  answered: Values,
  made: boolean,
): Record<string, string> {
  const location = made ? locationOf(route, params, answered) : undefined;
  const tag = tagOf(route, answered);
  const { nextAskMs } = answered;
  return {
    ...(location === undefined ? {} : { location }),
    ...(tag === undefined ? {} : { etag: tag }),
    ...(typeof nextAskMs === 'number' ? { 'retry-after': String(Math.ceil(nextAskMs / 1000)) } : {}),
    // It may be kept, but is asked for each time: an answer that has not changed is 304 and empty.
    ...(route.etag === 'content'
      ? { 'cache-control': route.roles === 'anyone' ? 'no-cache' : 'private, no-cache' }
      : {}),
  };
}

function locationOf(route: Route, params: Values, answered: Values): string | undefined {
  const values: Values = { ...(answered['session'] as Values | undefined), ...answered, ...params };
  return route.location?.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

function tagOf(route: Route, answered: Values): string | undefined {
  if (route.etag === 'content')
    return `"${createHash('sha256').update(JSON.stringify(answered)).digest('base64url').slice(0, 27)}"`;
  const { revision } = answered;
  return route.etag === 'revision' && typeof revision === 'number' ? revisionTag(revision) : undefined;
}
