import type { RouteHandler } from '../route-handler.ts';

let described: Record<string, unknown> | undefined;

// Imported when it is asked for: the document and its examples are not what a cold start waits for.
export const getOpenApi: RouteHandler<'getOpenApi'> = async () => {
  described ??= (await import('../../../core/api/openapi.ts')).describeApi();
  return described;
};
