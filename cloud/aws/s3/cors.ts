import { matchesWildcard } from '../iam/match.ts';

/** One rule of a bucket's CORS configuration, as templates write it; origins and headers may hold wildcards. */
export interface CorsRule {
  readonly AllowedOrigins: readonly string[];
  readonly AllowedMethods: readonly string[];
  readonly AllowedHeaders: readonly string[];
  readonly ExposedHeaders: readonly string[];
  /** Seconds for which a browser may keep a preflight's answer. */
  readonly MaxAge?: number | undefined;
}

/** CORS headers for a browser at `origin`, or undefined if no rule of the bucket admits it. */
export function corsHeaders(
  rules: readonly CorsRule[],
  origin: string,
  method: string,
  requestedHeaders = '',
): Record<string, string> | undefined {
  const allows = (names: readonly string[], value: string) =>
    names.some((name) => matchesWildcard(name.toLowerCase(), value.toLowerCase()));
  const wanted = requestedHeaders
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const rule = rules.find(
    ({ AllowedOrigins, AllowedMethods, AllowedHeaders }) =>
      allows(AllowedOrigins, origin) &&
      AllowedMethods.includes(method) &&
      wanted.every((name) => allows(AllowedHeaders, name)),
  );
  if (rule === undefined) return undefined;
  return {
    'access-control-allow-origin': rule.AllowedOrigins.includes('*') ? '*' : origin,
    'access-control-allow-methods': rule.AllowedMethods.join(', '),
    ...(wanted.length > 0 ? { 'access-control-allow-headers': wanted.join(', ') } : {}),
    ...(rule.ExposedHeaders.length > 0
      ? { 'access-control-expose-headers': rule.ExposedHeaders.join(', ') }
      : {}),
    ...(rule.MaxAge === undefined ? {} : { 'access-control-max-age': String(rule.MaxAge) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}
