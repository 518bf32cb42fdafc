import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';

/** AWS::ApiGatewayV2::Authorizer of type JWT. */
export interface JwtAuthorizerSettings {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Lower-case name of the header that holds the token. */
  readonly header: string;
  /** Where the issuer's keys are had locally. */
  readonly jwksUrl: URL;
}

export type Authorization =
  | {
      readonly allowed: true;
      readonly claims: Readonly<Record<string, string>>;
    }
  | { readonly allowed: false; readonly challenge: string };

/** Checks tokens as an HTTP API does: signature by the issuer's keys, issuer, audience or client id, times. */
export class JwtAuthorizer {
  readonly settings: JwtAuthorizerSettings;
  readonly #keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(settings: JwtAuthorizerSettings) {
    this.settings = settings;
    this.#keys = createRemoteJWKSet(settings.jwksUrl, { cooldownDuration: 1_000 });
  }

  /** `header` gives header values by lower-case name. */
  async authorize(header: (name: string) => string | undefined): Promise<Authorization> {
    const token = header(this.settings.header)
      ?.replace(/^Bearer\s+/i, '')
      .trim();
    if (token === undefined || token === '') return { allowed: false, challenge: 'Bearer' };
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, this.#keys, { issuer: this.settings.issuer }));
    } catch (error) {
      return deny(describe(error));
    }
    if (!this.#isForUs(payload)) return deny("the token's audience is not one of those configured");
    return { allowed: true, claims: renderClaims(payload) };
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
