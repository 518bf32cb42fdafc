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
    languages: Object.values<Language>(LANGUAGES).map((language) => ({
      id: language.id,
      name: language.name,
      extensions: [...language.extensions],
      headers: [...(language.headers ?? [])],
      mainFile: language.layOut(language.editor.starter).files[0]?.name ?? '',
      linked: language.linked ?? false,
      editor: language.editor,
    })),
  };
};
