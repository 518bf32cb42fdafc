import type { ApiDocument } from '../../core/api/document.ts';
import type { AnswerOf, DocumentOperation, OperationName, RequestOf } from '../../core/api/routes.ts';
import type { Caller } from '../../core/exam/caller.ts';
import type { Reply } from './reply.ts';
import type { Services } from './services.ts';

/** Answers one operation. Throws ApiProblem to refuse. @param request with its `receivedAt`, ms since the epoch */
export type RouteHandler<N extends OperationName> = (
  request: RequestOf<N> & { readonly caller: Caller; readonly receivedAt: number },
  services: Services,
) => Promise<AnswerOf<N> | (N extends DocumentOperation ? ApiDocument : never)>;

/** The same of an operation whose answers say more than their bodies. */
export type ReplyingHandler<N extends OperationName> = (
  ...asked: Parameters<RouteHandler<N>>
) => Promise<Reply<AnswerOf<N>> | (N extends DocumentOperation ? ApiDocument : never)>;
