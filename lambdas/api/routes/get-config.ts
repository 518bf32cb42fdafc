import { LANGUAGES } from '../../../core/grading/languages/index.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getConfig: RouteHandler<'getConfig'> = async (_request, services) => {
  const { stage, region, userPool, machines } = services;
  return {
    stage,
    region,
    userPoolId: userPool.id,
    userPoolClientId: userPool.clientId,
    ...(userPool.endpoint === undefined ? {} : { cognitoEndpoint: userPool.endpoint }),
    ...(machines.length === 0 ? {} : { tokenUrl: userPool.tokenUrl }),
    languages: Object.values(LANGUAGES).map(({ id, name, extensions, editor }) => ({
      id,
      name,
      extensions: [...extensions],
      editor,
    })),
  };
};
