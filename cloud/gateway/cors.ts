/** CorsConfiguration of an HTTP API, as templates write it. */
export interface CorsSettings {
  readonly AllowOrigins: readonly string[];
  readonly AllowMethods: readonly string[];
  readonly AllowHeaders: readonly string[];
  readonly ExposeHeaders: readonly string[];
  readonly AllowCredentials: boolean;
  /** Seconds for which a browser may keep a preflight's answer. */
  readonly MaxAge?: number | undefined;
}

/**
 * Local sites are served over plain HTTP at a loopback address, while templates write `https://<domain>`:
 * for those the scheme does not count.
 */
function isAllowed(settings: CorsSettings, origin: string): boolean {
  const local = /^https?:\/\/(127\.\d+\.\d+\.\d+:\d+)$/;
  const host = local.exec(origin)?.[1];
  return settings.AllowOrigins.some(
    (allowed) =>
      allowed === '*' || allowed === origin || (host !== undefined && local.exec(allowed)?.[1] === host),
  );
}

/** Headers that the gateway adds to the answer to `origin`; empty for an origin that is not allowed. */
export function corsHeaders(settings: CorsSettings, origin: string | undefined): Record<string, string> {
  if (origin === undefined || !isAllowed(settings, origin)) return {};
  const open = settings.AllowOrigins.includes('*') && !settings.AllowCredentials;
  return {
    'access-control-allow-origin': open ? '*' : origin,
    ...(settings.AllowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(settings.ExposeHeaders.length > 0
      ? { 'access-control-expose-headers': settings.ExposeHeaders.join(',') }
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
    'access-control-allow-methods': settings.AllowMethods.join(','),
    'access-control-allow-headers': settings.AllowHeaders.join(','),
    ...(settings.MaxAge === undefined ? {} : { 'access-control-max-age': String(settings.MaxAge) }),
  };
}
