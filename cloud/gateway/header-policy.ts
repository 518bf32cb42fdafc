/** CloudFront's response headers policies: headers that the edge adds or overrides. */
import * as z from 'zod';

interface PolicyHeader {
  readonly name: string;
  readonly value: string;
  /** False: only where the origin has not set it. */
  readonly override: boolean;
}

export interface HeaderPolicy {
  readonly headers: readonly PolicyHeader[];
  /** Lower-case names of headers that are taken away. */
  readonly remove: readonly string[];
}

const flag = z.union([z.boolean(), z.stringbool()]);
const overridable = { Override: flag };

/** ResponseHeadersPolicyConfig as templates hold it. */
export const headerPolicyConfigSchema = z.object({
  SecurityHeadersConfig: z
    .object({
      ContentSecurityPolicy: z.object({ ContentSecurityPolicy: z.string(), ...overridable }).optional(),
      ContentTypeOptions: z.object(overridable).optional(),
      FrameOptions: z.object({ FrameOption: z.string(), ...overridable }).optional(),
      ReferrerPolicy: z.object({ ReferrerPolicy: z.string(), ...overridable }).optional(),
      StrictTransportSecurity: z
        .object({
          AccessControlMaxAgeSec: z.coerce.number(),
          IncludeSubdomains: flag.optional(),
          Preload: flag.optional(),
          ...overridable,
        })
        .optional(),
      XSSProtection: z
        .object({
          Protection: flag,
          ModeBlock: flag.optional(),
          ReportUri: z.string().optional(),
          ...overridable,
        })
        .optional(),
    })
    .optional(),
  CustomHeadersConfig: z
    .object({ Items: z.array(z.object({ Header: z.string(), Value: z.string(), ...overridable })) })
    .optional(),
  RemoveHeadersConfig: z.object({ Items: z.array(z.object({ Header: z.string() })) }).optional(),
  CorsConfig: z.undefined({ error: 'CORS at the edge is not served by local mode' }).optional(),
});

/** Headers of a policy; `translate` turns what is said about AWS's hosts into what is true here. */
export function toHeaderPolicy(
  config: z.infer<typeof headerPolicyConfigSchema>,
  translate: (value: string) => string,
): HeaderPolicy {
  const security = config.SecurityHeadersConfig ?? {};
  const headers: PolicyHeader[] = [];
  const add = (name: string, value: string, { Override }: { Override: boolean }): void => {
    headers.push({ name, value, override: Override });
  };
  const {
    ContentSecurityPolicy,
    ContentTypeOptions,
    FrameOptions,
    ReferrerPolicy,
    StrictTransportSecurity,
    XSSProtection,
  } = security;
  if (ContentSecurityPolicy !== undefined) {
    add(
      'content-security-policy',
      translate(ContentSecurityPolicy.ContentSecurityPolicy),
      ContentSecurityPolicy,
    );
  }
  if (ContentTypeOptions !== undefined) add('x-content-type-options', 'nosniff', ContentTypeOptions);
  if (FrameOptions !== undefined) add('x-frame-options', FrameOptions.FrameOption, FrameOptions);
  if (ReferrerPolicy !== undefined) add('referrer-policy', ReferrerPolicy.ReferrerPolicy, ReferrerPolicy);
  if (StrictTransportSecurity !== undefined) {
    const { AccessControlMaxAgeSec, IncludeSubdomains, Preload } = StrictTransportSecurity;
    const value = [
      `max-age=${AccessControlMaxAgeSec}`,
      ...(IncludeSubdomains === true ? ['includeSubDomains'] : []),
      ...(Preload === true ? ['preload'] : []),
    ];
    add('strict-transport-security', value.join('; '), StrictTransportSecurity);
  }
  if (XSSProtection !== undefined) {
    const value = XSSProtection.Protection
      ? `1${XSSProtection.ModeBlock === true ? '; mode=block' : ''}`
      : '0';
    add('x-xss-protection', value, XSSProtection);
  }
  for (const item of config.CustomHeadersConfig?.Items ?? [])
    add(item.Header.toLowerCase(), item.Value, item);
  return {
    headers,
    remove: (config.RemoveHeadersConfig?.Items ?? []).map(({ Header }) => Header.toLowerCase()),
  };
}

/** The origin's headers as the edge passes them on. */
export function applyHeaderPolicy<Value>(
  headers: Readonly<Record<string, Value>>,
  policy: HeaderPolicy | undefined,
): Record<string, Value | string> {
  const result: Record<string, Value | string> = { ...headers };
  for (const name of policy?.remove ?? []) delete result[name];
  for (const { name, value, override } of policy?.headers ?? []) {
    if (override || result[name] === undefined) result[name] = value;
  }
  return result;
}
