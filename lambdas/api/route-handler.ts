import type { ApiDocument } from '../../core/api/document.ts';
import type { AnswerOf, DocumentOperation, OperationName, RequestOf } from '../../core/api/routes.ts';
import type { Caller } from '../../core/exam/caller.ts';
import type { Services } from './services.ts';

/** Answers one operation. Throws ApiProblem to refuse. */
export type RouteHandler<N extends OperationName> = (
  request: RequestOf<N> & { readonly caller: Caller },
  services: Services,
) => Promise<AnswerOf<N> | (N extends DocumentOperation ? ApiDocument : never)>;
