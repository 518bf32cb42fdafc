import type * as z from 'zod';
import { alertRoutes } from './alert-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { circuitRoutes } from './circuit-routes.ts';
import { costRoutes } from './cost-routes.ts';
import { dashboardRoutes } from './dashboard-routes.ts';
import { deskRoutes } from './desk-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { insightRoutes } from './insight-routes.ts';
import { liveRoutes } from './live-routes.ts';
import { messageRoutes } from './message-routes.ts';
import { monitoringRoutes } from './monitoring-routes.ts';
import { problemRoutes } from './problem-routes.ts';
import { rejudgingRoutes } from './rejudging-routes.ts';
import { resilienceRoutes } from './resilience-routes.ts';
import { resultRoutes } from './result-routes.ts';
import { reviewRoutes } from './review-routes.ts';
import { rosterRoutes } from './roster-routes.ts';
import type { Route } from './route.ts';
import { sessionRoutes } from './session-routes.ts';
import { stageRoutes } from './stage-routes.ts';
import { submissionRoutes } from './submission-routes.ts';
import { systemRoutes } from './system-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

/** Every operation by its name. The order is the manual's. */
export const routes = {
  ...systemRoutes,
  ...stageRoutes,
  ...healthRoutes,
  ...resilienceRoutes,
  ...alertRoutes,
  ...monitoringRoutes,
  ...dashboardRoutes,
  ...circuitRoutes,
  ...auditRoutes,
  ...insightRoutes,
  ...sessionRoutes,
  ...liveRoutes,
  ...costRoutes,
  ...rosterRoutes,
  ...deskRoutes,
  ...messageRoutes,
  ...resultRoutes,
  ...rejudgingRoutes,
  ...submissionRoutes,
  ...reviewRoutes,
  ...problemRoutes,
  ...webhookRoutes,
} as const satisfies Record<string, Route>;

export type Routes = typeof routes;
export type OperationName = keyof Routes;

type Output<T> = T extends z.ZodType ? z.output<T> : undefined;
type Input<T> = T extends z.ZodType ? z.input<T> : undefined;
type Field<R, K extends string> = R extends { readonly [key in K]: infer T } ? T : undefined;

/** What a handler is given: every part parsed. */
export interface RequestOf<N extends OperationName> {
  readonly params: Output<Field<Routes[N], 'params'>>;
  readonly query: Output<Field<Routes[N], 'query'>>;
  readonly headers: Output<Field<Routes[N], 'headers'>>;
  readonly body: Output<Field<Routes[N], 'body'>>;
}

type Part = 'params' | 'query' | 'headers' | 'body';
/** The parts that an operation has, and of these the ones that may be left out: a body that may be empty is still one. */
type PartsOf<N extends OperationName> = {
  [K in Part]: Field<Routes[N], K> extends z.ZodType ? K : never;
}[Part];
type EmptyPartsOf<N extends OperationName> = {
  [K in Exclude<Part, 'body'>]: Record<never, never> extends Input<Field<Routes[N], K>> ? K : never;
}[Exclude<Part, 'body'>];

/** What a client sends: parts that the route does not have are left out, and parts that may be empty can be. */
export type CallOf<N extends OperationName> = {
  readonly [K in Exclude<PartsOf<N>, EmptyPartsOf<N>>]: Input<Field<Routes[N], K>>;
} & {
  readonly [K in PartsOf<N> & EmptyPartsOf<N>]?: Input<Field<Routes[N], K>>;
};

/** What the operation answers. */
export type AnswerOf<N extends OperationName> = z.output<Routes[N]['answer']>;

/** Operations that can answer a file. */
export type DocumentOperation = {
  readonly [N in OperationName]: Routes[N] extends { readonly documents: readonly string[] } ? N : never;
}[OperationName];
