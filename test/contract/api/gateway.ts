import type { LambdaPort } from '../../../cloud/aws/lambda-port.ts';
import { HttpApi } from '../../../cloud/gateway/http-api.ts';
import { JwtAuthorizer } from '../../../cloud/gateway/jwt-authorizer.ts';
import { parseRouteKey } from '../../../cloud/gateway/routes.ts';
import { MOVED_METHODS, MOVED_PATHS } from '../../../core/api/moved-routes.ts';
import { routes } from '../../../core/api/routes.ts';
import type { ApiEvent } from '../../../lambdas/api/api-event.ts';
import type { ApiWorld } from './api-world.ts';

/** The gateway before the handler of the world: it checks real tokens of the world's user pool, of these clients. */
export async function startGateway(world: ApiWorld, userPoolId: string, clients: readonly string[]) {
  const lambda = {
    invoke: async ({ payload }: { payload: Uint8Array }) => ({
      statusCode: 200,
      payload: Buffer.from(
        JSON.stringify(await world.handle(JSON.parse(Buffer.from(payload).toString()) as ApiEvent)),
      ),
      requestId: 'r',
    }),
  } as unknown as LambdaPort;
  const { endpoint, region } = world.system.admin;
  const api = await HttpApi.start({
    apiId: 'api',
    accountId: '000000000000',
    region,
    lambda,
    log: () => undefined,
  });
  const authorizer = new JwtAuthorizer({
    issuer: `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`,
    audience: clients,
    header: 'authorization',
    jwksUrl: new URL(`${endpoint}/${userPoolId}/.well-known/jwks.json`),
  });
  const open = Object.values(routes).filter(({ roles }) => roles === 'anyone');
  for (const { path } of open)
    api.setRoute(path, { pattern: parseRouteKey(`GET ${path}`), functionArn: 'api' });
  for (const path of MOVED_PATHS)
    for (const method of MOVED_METHODS) {
      const key = `${method} ${path}`;
      api.setRoute(key, { pattern: parseRouteKey(key), functionArn: 'api' });
    }
  for (const method of ['GET', 'POST', 'PATCH'])
    api.setRoute(method, {
      pattern: parseRouteKey(`${method} /v1/{proxy+}`),
      functionArn: 'api',
      authorizer,
    });
  return api;
}
