import { describeApi } from '../../../core/api/openapi.ts';
import type { RouteHandler } from '../route-handler.ts';

let described: Record<string, unknown> | undefined;

export const getOpenApi: RouteHandler<'getOpenApi'> = async () => {
  described ??= describeApi();
  return described;
};
