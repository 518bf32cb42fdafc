/** CorsConfiguration of an HTTP API. */
export interface CorsSettings {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeS?: number;
}

/**
 * Local sites are served over plain HTTP at a loopback address, while templates write `https://<domain>`:
 * for those the scheme does not count.
 */
function isAllowed(settings: CorsSettings, origin: string): boolean {
  const local = /^https?:\/\/(127\.\d+\.\d+\.\d+:\d+)$/;
  const host = local.exec(origin)?.[1];
  return settings.allowOrigins.some(
    (allowed) =>
      allowed === '*' || allowed === origin || (host !== undefined && local.exec(allowed)?.[1] === host),
  );
}

/** Headers that the gateway adds to the answer to `origin`; empty for an origin that is not allowed. */
export function corsHeaders(settings: CorsSettings, origin: string | undefined): Record<string, string> {
  if (origin === undefined || !isAllowed(settings, origin)) return {};
  const open = settings.allowOrigins.includes('*') && !settings.allowCredentials;
  return {
    'access-control-allow-origin': open ? '*' : origin,
    ...(settings.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(settings.exposeHeaders.length > 0
      ? { 'access-control-expose-headers': settings.exposeHeaders.join(',') }
      : {}),
    ...(open ? {} : { vary: 'Origin' }),
  };
}

/** Headers of the answer to a preflight request, which the gateway gives itself. */
export function preflightHeaders(settings: CorsSettings, origin: string | undefined): Record<string, string> {
  const headers = corsHeaders(settings, origin);
  if (Object.keys(headers).length === 0) return {};
  return {
    ...headers,
    'access-control-allow-methods': settings.allowMethods.join(','),
    'access-control-allow-headers': settings.allowHeaders.join(','),
    ...(settings.maxAgeS === undefined ? {} : { 'access-control-max-age': String(settings.maxAgeS) }),
  };
}
