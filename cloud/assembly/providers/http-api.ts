import * as z from 'zod';
import { findUnknownVariable } from '../../gateway/access-log.ts';
import { type AccessLog, HttpApi, type ThrottleSettings } from '../../gateway/http-api.ts';
import { JwtAuthorizer } from '../../gateway/jwt-authorizer.ts';
import { parseRouteKey } from '../../gateway/routes.ts';
import { choosePort, type Providers, type ResourceContext } from '../provider.ts';

const ID_DIGITS = 10;

const strings = z.array(z.string()).default([]);
const apiSchema = z.object({
  ProtocolType: z.literal('HTTP', { error: 'only HTTP APIs are served by local mode' }),
  CorsConfiguration: z
    .object({
      AllowOrigins: strings,
      AllowMethods: strings,
      AllowHeaders: strings,
      ExposeHeaders: strings,
      AllowCredentials: z.boolean().default(false),
      MaxAge: z.coerce.number().optional(),
    })
    .optional(),
});

const authorizerSchema = z.object({
  AuthorizerType: z.literal('JWT', { error: 'only JWT authorizers are served by local mode' }),
  IdentitySource: z.tuple([
    z.string().regex(/^\$request\.header\./, 'only headers are served as identity sources by local mode'),
  ]),
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: z.array(z.string()) }),
});

const integrationSchema = z.object({
  IntegrationType: z.literal('AWS_PROXY', { error: 'only AWS_PROXY integrations are served by local mode' }),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0', { error: 'only payload format 2.0 is served by local mode' }),
});

const routeSchema = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z
    .enum(['NONE', 'JWT'], { error: 'only NONE and JWT are served by local mode' })
    .default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.undefined({ error: 'scopes are not served by local mode' }).optional(),
});

const throttleSchema = z.object({
  ThrottlingRateLimit: z.coerce.number().optional(),
  ThrottlingBurstLimit: z.coerce.number().optional(),
});

const stageSchema = z.object({
  ApiId: z.string(),
  StageName: z.literal('$default', { error: 'only the stage $default is served by local mode' }),
  DefaultRouteSettings: throttleSchema.optional(),
  RouteSettings: z.record(z.string(), throttleSchema).default({}),
  AccessLogSettings: z.object({ DestinationArn: z.string(), Format: z.string() }).optional(),
});

/** Where the access log goes: the name of the group, of its ARN. */
function accessLogOf({ AccessLogSettings: log }: z.infer<typeof stageSchema>): AccessLog | undefined {
  if (log === undefined) return undefined;
  const unknown = findUnknownVariable(log.Format);
  if (unknown !== undefined)
    throw new Error(`$context.${unknown} of an access log is not served by local mode`);
  return {
    logGroup: log.DestinationArn.replace(/^.*:log-group:/, '').replace(/:\*$/, ''),
    format: log.Format,
  };
}

/** The function behind an integration: its ARN alone, or within API Gateway's own invocation URI. */
function functionArnOf(uri: string): string {
  return /(arn:[^:]+:lambda:[^:]+:\d*:function:[^/]+)/.exec(uri)?.[1] ?? uri;
}

function toThrottle(settings: z.infer<typeof throttleSchema> | undefined): ThrottleSettings | undefined {
  if (settings?.ThrottlingRateLimit === undefined || settings.ThrottlingBurstLimit === undefined)
    return undefined;
  return { ratePerS: settings.ThrottlingRateLimit, burst: settings.ThrottlingBurstLimit };
}

function findApi(id: string, { gateways }: ResourceContext): HttpApi {
  const api = gateways.apis.get(id);
  if (api === undefined) throw new Error(`the API ${id} is not one of the templates`);
  return api;
}

/** The keys of a user pool are served by the local endpoint under the issuer's own path. */
function jwksUrlOf(issuer: string, endpointUrl: string): URL {
  return new URL(`${new URL(issuer).pathname.replace(/\/$/, '')}/.well-known/jwks.json`, endpointUrl);
}

export const httpApiProviders: Providers = {
  'AWS::ApiGatewayV2::Api': {
    ensure: async (properties, context) => {
      const { CorsConfiguration: cors } = apiSchema.parse(properties);
      const { derive, gateways, host, region, accountId, log, previous, ports, services } = context;
      const id = derive('api', ID_DIGITS);
      const api = await HttpApi.start(
        { apiId: id, region, accountId, lambda: host, log, metrics: services.cloudwatch },
        choosePort(ports.api, previous),
      );
      gateways.apis.set(id, api);
      api.setCors(cors);
      return {
        physicalId: id,
        attributes: { ApiId: id, ApiEndpoint: api.url },
        memory: { port: String(api.port) },
      };
    },
  },
  'AWS::ApiGatewayV2::Authorizer': {
    ensure: async (properties, { derive, gateways, endpointUrl }) => {
      const { IdentitySource, JwtConfiguration } = authorizerSchema.parse(properties);
      const id = derive('authorizer', ID_DIGITS);
      const authorizer = new JwtAuthorizer({
        issuer: JwtConfiguration.Issuer,
        audience: JwtConfiguration.Audience,
        header: IdentitySource[0].slice('$request.header.'.length).toLowerCase(),
        jwksUrl: jwksUrlOf(JwtConfiguration.Issuer, endpointUrl),
      });
      gateways.authorizers.set(id, authorizer);
      return { physicalId: id, attributes: { AuthorizerId: id } };
    },
  },
  'AWS::ApiGatewayV2::Integration': {
    ensure: async (properties, { derive, gateways }) => {
      const { IntegrationUri } = integrationSchema.parse(properties);
      const id = derive('integration', ID_DIGITS);
      gateways.integrations.set(id, functionArnOf(IntegrationUri));
      return { physicalId: id, attributes: { IntegrationId: id } };
    },
  },
  'AWS::ApiGatewayV2::Route': {
    ensure: async (properties, context) => {
      const route = routeSchema.parse(properties);
      const id = context.derive('route', ID_DIGITS);
      const functionArn = context.gateways.integrations.get(route.Target.replace(/^integrations\//, ''));
      if (functionArn === undefined)
        throw new Error(`its target ${route.Target} is not one of the templates`);
      const authorizer = context.gateways.authorizers.get(route.AuthorizerId ?? '');
      if (route.AuthorizationType === 'JWT' && authorizer === undefined) {
        throw new Error(`its authorizer ${route.AuthorizerId} is not one of the templates`);
      }
      findApi(route.ApiId, context).setRoute(id, {
        pattern: parseRouteKey(route.RouteKey),
        functionArn,
        ...(route.AuthorizationType === 'JWT' ? { authorizer: authorizer! } : {}),
      });
      return { physicalId: id, attributes: { RouteId: id } };
    },
  },
  'AWS::ApiGatewayV2::Stage': {
    ensure: async (properties, context) => {
      const stage = stageSchema.parse(properties);
      const { ApiId, StageName, DefaultRouteSettings, RouteSettings } = stage;
      const routes = new Map<string, ThrottleSettings>();
      for (const [key, settings] of Object.entries(RouteSettings)) {
        const throttle = toThrottle(settings);
        if (throttle !== undefined) routes.set(key, throttle);
      }
      const api = findApi(ApiId, context);
      api.setAccessLog(accessLogOf(stage));
      api.setThrottles(toThrottle(DefaultRouteSettings), routes);
      return { physicalId: StageName };
    },
  },
};
