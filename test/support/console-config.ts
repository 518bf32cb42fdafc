import { toClientLanguage } from '../../core/api/client-language.ts';
import { type ClientConfig, clientConfig } from '../../core/api/system.ts';
import { LANGUAGES, type LanguageId } from '../../core/grading/languages/index.ts';

/** What `GET /v1/config` tells the console of a stage that has these languages. */
export function consoleConfigOf(languages: readonly string[]): ClientConfig {
  return clientConfig.parse({
    stage: 'local',
    region: 'eu-central-1',
    userPoolId: 'pool',
    userPoolClientId: 'client',
    languages: languages.map((id) => toClientLanguage(LANGUAGES[id as LanguageId])),
  });
}
