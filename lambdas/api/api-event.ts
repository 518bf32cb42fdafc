import * as z from 'zod/mini';

/** What an event of the HTTP API (payload format 2.0) has that is read here; open routes have no authorizer. */
export const eventSchema = z.object({
  rawPath: z.string(),
  /** As it was sent, without the question mark. */
  rawQueryString: z.optional(z.string()),
  queryStringParameters: z.optional(z.record(z.string(), z.string())),
  headers: z.record(z.string(), z.string()),
  body: z.optional(z.string()),
  isBase64Encoded: z.boolean(),
  requestContext: z.object({
    requestId: z.string(),
    /** When the gateway received it, ms since the epoch. */
    timeEpoch: z.optional(z.number()),
    http: z.object({ method: z.string() }),
    authorizer: z.optional(
      z.object({ jwt: z.optional(z.object({ claims: z.record(z.string(), z.unknown()) })) }),
    ),
  }),
});

export type ApiEvent = z.infer<typeof eventSchema>;
