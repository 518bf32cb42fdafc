import type { RouteHandler } from '../route-handler.ts';

let described: Record<string, unknown> | undefined;

// Imported when it is asked for: the document and its examples are not what a cold start waits for.
export const getOpenApi: RouteHandler<'getOpenApi'> = async (_request, { machines, userPool }) => {
  const { describeApi } = await import('../../../core/api/openapi.ts');
  described ??= describeApi('/', machines.length === 0 ? undefined : userPool.tokenUrl);
  return described;
};
