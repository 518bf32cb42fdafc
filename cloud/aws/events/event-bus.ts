import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { LambdaPort } from '../lambda-port.ts';
import type { Log } from '../log.ts';
import { matchesPattern, type Pattern, patternSchema } from './match-pattern.ts';

/** What a service of AWS tells of itself on the default bus. */
export interface ServiceEvent {
  /** `aws.ec2` */
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A rule as a template declares it; what else it may say is refused, since it would not be honoured. */
const ruleSchema = z.strictObject({
  Name: z.string(),
  Description: z.string().optional(),
  EventPattern: patternSchema,
  // Nobody asks for them.
  Tags: z.unknown().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z
    .array(
      z.strictObject({
        Id: z.string(),
        Arn: z.string().startsWith('arn:aws:lambda:', 'the local EventBridge serves functions as targets'),
        RetryPolicy: z.unknown().optional(),
        DeadLetterConfig: z.unknown().optional(),
      }),
    )
    .default([]),
});

interface Rule {
  readonly arn: string;
  readonly pattern: Pattern;
  readonly targets: readonly string[];
}

export interface EventBusOptions {
  readonly region: string;
  readonly accountId: string;
  readonly lambda: () => LambdaPort;
  readonly now: () => number;
  readonly log: Log;
}

/** EventBridge's default bus, as far as services of AWS tell things on it: rules that match what is told, functions that hear it. */
export interface EventBus {
  /** Makes or changes a rule of a template; returns its ARN. Throws for what is not served. */
  readonly putRule: (input: unknown) => string;
  /** Tells every rule that matches, and invokes its functions without waiting for them. Never rejects. */
  readonly tell: (event: ServiceEvent) => Promise<void>;
}

export function makeEventBus({ region, accountId, lambda, now, log }: EventBusOptions): EventBus {
  const rules = new Map<string, Rule>();
  return {
    putRule: (input) => {
      const { Name, EventPattern, State, Targets } = ruleSchema.parse(input);
      const arn = `arn:aws:events:${region}:${accountId}:rule/${Name}`;
      if (State === 'DISABLED') rules.delete(Name);
      else rules.set(Name, { arn, pattern: EventPattern, targets: Targets.map(({ Arn }) => Arn) });
      return arn;
    },
    tell: async ({ source, detailType, resources, detail }) => {
      const event = {
        version: '0',
        id: randomUUID(),
        'detail-type': detailType,
        source,
        account: accountId,
        time: `${new Date(now()).toISOString().slice(0, 19)}Z`,
        region,
        resources,
        detail,
      };
      const payload = Buffer.from(JSON.stringify(event));
      for (const { arn, pattern, targets } of rules.values()) {
        if (!matchesPattern(pattern, event)) continue;
        for (const functionName of targets)
          await lambda()
            .invoke({
              functionName,
              invocationType: 'Event',
              payload,
              source: { service: 'events.amazonaws.com', arn },
            })
            .catch((error: unknown) =>
              log('error', 'events', `${arn} does not reach ${functionName}: ${String(error)}`),
            );
      }
    },
  };
}
