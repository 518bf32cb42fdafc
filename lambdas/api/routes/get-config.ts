import { toClientLanguage } from '../../../core/api/client-language.ts';
import { LANGUAGES, type Language } from '../../../core/grading/languages/index.ts';
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
    languages: Object.values<Language>(LANGUAGES).map(toClientLanguage),
  };
};
