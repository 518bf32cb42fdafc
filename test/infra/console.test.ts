import { describe, expect, it } from 'vitest';
import { readStageConfig } from '../../core/config/stage-config.ts';
import { acknowledgeFindings } from '../../lib/acknowledgements.ts';
import { createStacks } from '../../lib/stacks/create-stacks.ts';
import { render } from './render.ts';
import { buildApp, makeApp, makeBuiltFolders, readTemplate } from './synthesize.ts';

const { stacks } = buildApp('dev');
const { template, json } = readTemplate(stacks.console!);

describe('console', () => {
  const distribution = Object.values(template.findResources('AWS::CloudFront::Distribution'))[0]?.[
    'Properties'
  ]['DistributionConfig'] as Record<string, unknown>;

  it('is read through CloudFront alone, by HTTPS, at the cheapest price class', () => {
    expect(distribution['PriceClass']).toBe('PriceClass_100');
    expect(distribution['DefaultCacheBehavior']).toMatchObject({ ViewerProtocolPolicy: 'redirect-to-https' });
    template.resourceCountIs('AWS::CloudFront::OriginAccessControl', 1);
  });

  it('has the API under its own origin, uncached', () => {
    const [behavior] = distribution['CacheBehaviors'] as Record<string, unknown>[];
    expect(behavior).toMatchObject({
      PathPattern: '/v1/*',
      // CloudFront's own policies CachingDisabled and AllViewerExceptHostHeader: the token goes through, the host name does not.
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      ViewerProtocolPolicy: 'redirect-to-https',
    });
  });

  it('runs no script but its own', () => {
    const policy = Object.values(template.findResources('AWS::CloudFront::ResponseHeadersPolicy'))[0]!;
    const { SecurityHeadersConfig } = policy['Properties'].ResponseHeadersPolicyConfig as {
      SecurityHeadersConfig: { ContentSecurityPolicy: { ContentSecurityPolicy: unknown } };
    };
    const csp = render(SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy);
    expect(csp).toContain(`default-src 'none'; script-src 'self'`);
    expect(csp).toContain(`frame-ancestors 'none'`);
    expect(csp).not.toContain('unsafe');
  });

  it('lends the page nothing that it does not use, and keeps others out of its window', () => {
    const policies = Object.values(template.findResources('AWS::CloudFront::ResponseHeadersPolicy'));
    expect(policies).toHaveLength(1);
    const { CustomHeadersConfig, SecurityHeadersConfig } =
      policies[0]!['Properties'].ResponseHeadersPolicyConfig;
    expect(CustomHeadersConfig.Items).toEqual([
      { Header: 'Permissions-Policy', Value: expect.stringContaining('camera=(), '), Override: true },
      { Header: 'Cross-Origin-Opener-Policy', Value: 'same-origin', Override: true },
      { Header: 'Cross-Origin-Resource-Policy', Value: 'same-origin', Override: true },
      { Header: 'Cache-Control', Value: 'no-cache', Override: false },
    ]);
    expect(SecurityHeadersConfig).toMatchObject({
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY' },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
    });
    // Every behaviour, the API's too.
    const behaviors = [
      distribution['DefaultCacheBehavior'],
      ...(distribution['CacheBehaviors'] as unknown[]),
    ];
    for (const behavior of behaviors)
      expect((behavior as Record<string, unknown>)['ResponseHeadersPolicyId']).toBeDefined();
  });

  it('keeps for good what has a hash for a name, also of earlier releases, and brings it first', () => {
    const uploads = Object.entries(template.findResources('Custom::CDKBucketDeployment'));
    const [hashed, named] = [true, false].map((isHashed) =>
      uploads.find(([, { Properties }]) => (Properties.Include !== undefined) === isHashed),
    );
    expect(hashed?.[1]['Properties']).toMatchObject({
      Include: ['parts/*', 'fonts/*'],
      Exclude: ['*'],
      Prune: false,
      SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
    });
    expect(named?.[1]['Properties']).toMatchObject({ Exclude: ['parts/*', 'fonts/*'], Prune: true });
    expect(named?.[1]['Properties']).not.toHaveProperty('SystemMetadata');
    expect(named?.[1]['DependsOn']).toContain(hashed?.[0]);
  });

  it('keeps no error of the API: who is told to ask again gets a new answer', () => {
    const responses = distribution['CustomErrorResponses'] as {
      ErrorCode: number;
      ErrorCachingMinTTL: number;
    }[];
    // The statuses that CloudFront's manual says it keeps.
    expect(responses.map(({ ErrorCode }) => ErrorCode)).toEqual([
      400, 403, 404, 405, 414, 500, 501, 502, 503, 504,
    ]);
    expect(new Set(responses.map(({ ErrorCachingMinTTL }) => ErrorCachingMinTTL))).toEqual(new Set([0]));
  });

  it('asks the API of its stage, by the id that the app stack tells', () => {
    const origins = distribution['Origins'] as { DomainName: unknown }[];
    expect(origins.map(({ DomainName }) => render(DomainName))).toContain(
      '{SharedApiId}.execute-api.{Region}.{URLSuffix}',
    );
  });

  it('empties its bucket when the stack goes', () => {
    template.resourceCountIs('Custom::S3AutoDeleteObjects', 1);
  });
});

describe('without CloudFront', () => {
  const without = createStacks(makeApp(), readStageConfig('dev', { cloudFront: false }), makeBuiltFolders());

  it('there is no stack of the console, and no other one misses it', () => {
    expect(without.console).toBeUndefined();
    for (const stack of Object.values(without))
      expect(readTemplate(stack).template.findResources('AWS::CloudFront::Distribution')).toEqual({});
  });

  it('acknowledges nothing of it', () => {
    const app = makeApp();
    createStacks(app, readStageConfig('dev', { cloudFront: false }), makeBuiltFolders());
    expect(() => acknowledgeFindings(app, 'dev')).not.toThrow();
  });

  it('the other stacks are the same ones, so that it can be switched on and off', () => {
    for (const kind of ['data', 'fleet', 'application', 'observability'] as const)
      expect(readTemplate(without[kind]).json.Resources).toEqual(readTemplate(stacks[kind]).json.Resources);
  });
});

describe('a deploy', () => {
  it('makes the console last: what AWS refuses to a new account stops nothing else', () => {
    const before = stacks.console!.dependencies.map(({ stackName }) => stackName).sort();
    expect(before).toEqual(['Assize-dev-App', 'Assize-dev-Observability']);
    expect(Object.values(json.Outputs ?? {})).toHaveLength(1);
  });
});
