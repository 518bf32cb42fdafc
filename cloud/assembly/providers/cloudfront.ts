import * as z from 'zod';
import { type HeaderPolicy, headerPolicyConfigSchema, toHeaderPolicy } from '../../gateway/header-policy.ts';
import { Site, type SiteBehavior, type SiteOrigin } from '../../gateway/site.ts';
import { choosePort, type Providers, type ResourceContext } from '../provider.ts';

const ID_DIGITS = 13;

const behaviorSchema = z.object({
  PathPattern: z.string().default('*'),
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.string()).default(['GET', 'HEAD']),
  ResponseHeadersPolicyId: z.string().optional(),
  FunctionAssociations: z
    .undefined({ error: 'functions at the edge are not served by local mode' })
    .optional(),
  LambdaFunctionAssociations: z
    .undefined({ error: 'functions at the edge are not served by local mode' })
    .optional(),
});

const originSchema = z.object({
  Id: z.string(),
  DomainName: z.string(),
  OriginPath: z.string().default(''),
});

const distributionSchema = z.object({
  DistributionConfig: z.object({
    DefaultRootObject: z.string().default(''),
    Origins: z.array(originSchema),
    DefaultCacheBehavior: behaviorSchema,
    CacheBehaviors: z.array(behaviorSchema).default([]),
    CustomErrorResponses: z
      .array(
        z.object({
          ResponsePagePath: z
            .undefined({ error: 'pages instead of errors are not served by local mode' })
            .optional(),
        }),
      )
      .default([]),
  }),
});

const BUCKET_DOMAIN = /^(.+)\.s3(?:\.[a-z0-9-]+)?\.amazonaws\.com$/;

function toOrigin(origin: z.infer<typeof originSchema>, { gateways }: ResourceContext): SiteOrigin {
  const bucket = BUCKET_DOMAIN.exec(origin.DomainName)?.[1];
  if (bucket !== undefined) return { kind: 'bucket', bucket, path: origin.OriginPath };
  // An API's domain is its local address already, or is made of its id.
  const [first = ''] = origin.DomainName.split('.');
  const url = gateways.apis.get(first)?.url ?? `http://${origin.DomainName}`;
  if (!/^http:\/\/127\.\d+\.\d+\.\d+:\d+$/.test(url)) {
    throw new Error(`its origin ${origin.DomainName} is neither a bucket nor an API of the templates`);
  }
  return { kind: 'http', url, path: origin.OriginPath };
}

function headerPolicy(id: string | undefined, { gateways }: ResourceContext): HeaderPolicy | undefined {
  if (id === undefined) return undefined;
  const policy = gateways.headerPolicies.get(id);
  if (policy === undefined) throw new Error(`its response headers policy ${id} is not one of the templates`);
  return policy;
}

/**
 * Pages name AWS's hosts in their content security policy; here the log-in and the buckets are at the endpoint.
 */
function translateHosts(value: string, endpointUrl: string): string {
  const local = value.replaceAll(/https:\/\/[a-z0-9.-]+\.amazonaws\.com/g, endpointUrl);
  return local.replaceAll(new RegExp(`(${endpointUrl})(?: ${endpointUrl})+`, 'g'), '$1');
}

export const cloudfrontProviders: Providers = {
  'AWS::CloudFront::ResponseHeadersPolicy': {
    ensure: async (properties, { derive, gateways, endpointUrl }) => {
      const { ResponseHeadersPolicyConfig } = z
        .object({ ResponseHeadersPolicyConfig: headerPolicyConfigSchema })
        .parse(properties);
      const id = derive('policy', ID_DIGITS);
      gateways.headerPolicies.set(
        id,
        toHeaderPolicy(ResponseHeadersPolicyConfig, (value) => translateHosts(value, endpointUrl)),
      );
      return { physicalId: id, attributes: { Id: id } };
    },
  },
  'AWS::CloudFront::Distribution': {
    ensure: async (properties, context) => {
      const { DistributionConfig: config } = distributionSchema.parse(properties);
      const origins = new Map(config.Origins.map((origin) => [origin.Id, toOrigin(origin, context)]));
      const toBehavior = (behavior: z.infer<typeof behaviorSchema>): SiteBehavior => {
        const headers = headerPolicy(behavior.ResponseHeadersPolicyId, context);
        return {
          pattern: behavior.PathPattern,
          origin: origins.get(behavior.TargetOriginId)!,
          allowedMethods: behavior.AllowedMethods,
          ...(headers === undefined ? {} : { headers }),
        };
      };
      const port = choosePort(context.ports.page, context.previous);
      const site = await Site.start(context.clients.s3, context.log, port);
      site.configure({
        behaviors: [...config.CacheBehaviors, config.DefaultCacheBehavior].map(toBehavior),
        defaultRootObject: config.DefaultRootObject,
      });
      const id = `E${context.derive('distribution', ID_DIGITS).toUpperCase()}`;
      context.gateways.sites.set(id, site);
      return {
        physicalId: id,
        attributes: { Id: id, DomainName: `127.0.0.1:${site.port}` },
        memory: { port: String(site.port) },
      };
    },
  },
};
