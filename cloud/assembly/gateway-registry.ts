import type { HeaderPolicy } from '../gateway/header-policy.ts';
import type { HttpApi } from '../gateway/http-api.ts';
import type { JwtAuthorizer } from '../gateway/jwt-authorizer.ts';
import type { Site } from '../gateway/site.ts';

/** The HTTP servers of one local system and the parts that templates declare apart from them. */
export class GatewayRegistry {
  readonly apis = new Map<string, HttpApi>();
  readonly authorizers = new Map<string, JwtAuthorizer>();
  /** ARN of the function behind each integration. */
  readonly integrations = new Map<string, string>();
  readonly sites = new Map<string, Site>();
  readonly headerPolicies = new Map<string, HeaderPolicy>();

  async stop(): Promise<void> {
    await Promise.all([...this.apis.values(), ...this.sites.values()].map((server) => server.stop()));
  }
}
