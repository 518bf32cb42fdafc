import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';

/** AWS::ApiGatewayV2::Authorizer of type JWT. */
export interface JwtAuthorizerSettings {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** `$request.header.Authorization` or `$request.querystring.NAME`. */
  readonly identitySource: string;
  /** Where the issuer's keys are had locally. */
  readonly jwksUrl: URL;
}

export type Authorization =
  | {
      readonly allowed: true;
      readonly claims: Readonly<Record<string, string>>;
      /** Those of the token that the route asks for; null when it asks for none, as on AWS. */
      readonly scopes: readonly string[] | null;
    }
  | { readonly allowed: false; readonly status: 401 | 403; readonly challenge: string };

/** Checks tokens as an HTTP API does: signature by the issuer's keys, issuer, audience or client id, times, scopes. */
export class JwtAuthorizer {
  readonly settings: JwtAuthorizerSettings;
  readonly #keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(settings: JwtAuthorizerSettings) {
    this.settings = settings;
    this.#keys = createRemoteJWKSet(settings.jwksUrl, { cooldownDuration: 1_000 });
  }

  /**
   * @param request header values by lower-case name, and query parameters
   * @param routeScopes scopes of which the token must have one; empty = none needed
   */
  async authorize(
    request: { header: (name: string) => string | undefined; query: URLSearchParams },
    routeScopes: readonly string[],
  ): Promise<Authorization> {
    const token = this.#tokenOf(request);
    if (token === undefined) return { allowed: false, status: 401, challenge: 'Bearer' };
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, this.#keys, { issuer: this.settings.issuer }));
    } catch (error) {
      return deny(describe(error));
    }
    if (!this.#isForUs(payload)) return deny("the token's audience is not one of those configured");
    const granted = typeof payload['scope'] === 'string' ? payload['scope'].split(' ') : [];
    const matching = routeScopes.filter((scope) => granted.includes(scope));
    if (routeScopes.length > 0 && matching.length === 0) {
      return {
        allowed: false,
        status: 403,
        challenge: `Bearer scope="${routeScopes.join(' ')}" error="insufficient_scope"`,
      };
    }
    return {
      allowed: true,
      claims: renderClaims(payload),
      scopes: routeScopes.length === 0 ? null : matching,
    };
  }

  #tokenOf(request: {
    header: (name: string) => string | undefined;
    query: URLSearchParams;
  }): string | undefined {
    const [, place, name] =
      /^\$request\.(header|querystring)\.(.+)$/.exec(this.settings.identitySource) ?? [];
    const value =
      place === 'header' ? request.header(name!.toLowerCase()) : (request.query.get(name ?? '') ?? undefined);
    const token = value?.replace(/^Bearer\s+/i, '').trim();
    return token === '' ? undefined : token;
  }

  /** Access tokens of Cognito have client_id instead of aud; AWS reads it only where aud is absent. */
  #isForUs(payload: JWTPayload): boolean {
    const audience = payload.aud ?? (payload['client_id'] as string | undefined);
    return [audience].flat().some((entry) => entry !== undefined && this.settings.audience.includes(entry));
  }
}

function deny(description: string): Authorization {
  return {
    allowed: false,
    status: 401,
    challenge: `Bearer scope="" error="invalid_token" error_description="${description}"`,
  };
}

function describe(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `the claim "${error.claim}" is not as it should be`;
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the signature is not valid';
  if (error instanceof errors.JWKSNoMatchingKey) return 'unable to find a signing key that matches';
  return 'the token is not a valid JWT';
}

/** Claims as HTTP APIs hand them to functions: strings all, lists as `[a b]`. */
export function renderClaims(payload: JWTPayload): Record<string, string> {
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      name,
      Array.isArray(value)
        ? `[${value.join(' ')}]`
        : typeof value === 'object' && value !== null
          ? JSON.stringify(value)
          : String(value),
    ]),
  );
}
