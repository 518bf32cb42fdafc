import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { ROLES, type Role } from '../../core/api/common.ts';

/** Who calls, as the access token says; without a token (open routes) nobody with no roles. */
export interface Caller {
  readonly username: string;
  readonly roles: readonly Role[];
}

/** An event of the HTTP API; open routes have no authorizer. */
export type ApiEvent = Omit<APIGatewayProxyEventV2WithJWTAuthorizer, 'requestContext'> & {
  readonly requestContext: Omit<APIGatewayProxyEventV2WithJWTAuthorizer['requestContext'], 'authorizer'> & {
    readonly authorizer?: { readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> } };
  };
};

/** Reads the claims that the gateway has checked. It hands groups over as one string: `[instructor operator]`. */
export function readCaller(event: ApiEvent): Caller {
  const claims = event.requestContext.authorizer?.jwt?.claims ?? {};
  const groups = String(claims['cognito:groups'] ?? '')
    .replace(/^\[|\]$/g, '')
    .split(/[\s,]+/);
  return {
    username: String(claims['username'] ?? ''),
    roles: ROLES.filter((role) => groups.includes(role)),
  };
}
