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
}

const flag = z.union([z.boolean(), z.stringbool()]);
const overridable = { Override: flag };
const notServed = z.undefined({ error: 'is not served by local mode' }).optional();

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
          ...overridable,
        })
        .optional(),
      XSSProtection: notServed,
    })
    .optional(),
  CustomHeadersConfig: z
    .object({ Items: z.array(z.object({ Header: z.string(), Value: z.string(), ...overridable })) })
    .optional(),
  RemoveHeadersConfig: notServed,
  CorsConfig: notServed,
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
  const { ContentSecurityPolicy, ContentTypeOptions, FrameOptions, ReferrerPolicy, StrictTransportSecurity } =
    security;
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
    const { AccessControlMaxAgeSec, IncludeSubdomains } = StrictTransportSecurity;
    const value = [
      `max-age=${AccessControlMaxAgeSec}`,
      ...(IncludeSubdomains === true ? ['includeSubDomains'] : []),
    ];
    add('strict-transport-security', value.join('; '), StrictTransportSecurity);
  }
  for (const { Header, Value, Override } of config.CustomHeadersConfig?.Items ?? [])
    add(Header.toLowerCase(), Value, { Override });
  return { headers };
}

/** The origin's headers as the edge passes them on. */
export function applyHeaderPolicy<Value>(
  headers: Readonly<Record<string, Value>>,
  policy: HeaderPolicy | undefined,
): Record<string, Value | string> {
  const result: Record<string, Value | string> = { ...headers };
  for (const { name, value, override } of policy?.headers ?? []) {
    if (override || result[name] === undefined) result[name] = value;
  }
  return result;
}
