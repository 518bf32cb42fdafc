import { LANGUAGES } from '../../../core/grading/languages/index.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getConfig: RouteHandler<'getConfig'> = async (_request, { stage, region, userPool }) => ({
  stage,
  region,
  userPoolId: userPool.id,
  userPoolClientId: userPool.clientId,
  ...(userPool.endpoint === undefined ? {} : { cognitoEndpoint: userPool.endpoint }),
  languages: Object.values(LANGUAGES).map(({ id, name, extensions, editor }) => ({
    id,
    name,
    extensions: [...extensions],
    editor,
  })),
});
