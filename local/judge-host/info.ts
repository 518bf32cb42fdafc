import type { JudgeApi } from './api.ts';
import { FLOAT_SETTINGS } from './config.ts';
import { ABOUT } from './environment.ts';
import type { JudgeAnswer } from './http.ts';
import { STATUSES } from './statuses.ts';

/** JSON with `5.0` where Judge0's float is whole: some clients read the type from the text. */
function configText(api: JudgeApi): string {
  const lines = Object.entries(api.config).map(([name, value]) => {
    const text = JSON.stringify(value);
    return `${JSON.stringify(name)}:${FLOAT_SETTINGS.has(name) && Number.isInteger(value) ? `${text}.0` : text}`;
  });
  return `{${lines.join(',')}}`;
}

const json = (value: unknown): JudgeAnswer => ({ status: 200, json: value });
const plain = (text: string): JudgeAnswer => ({ status: 200, text, type: 'text/plain; charset=utf-8' });

/** The endpoints that only tell: undefined where the path is none of them. */
export function answerInfo(api: JudgeApi, path: string): JudgeAnswer | undefined {
  const languages = [...api.languages.values()];
  switch (path) {
    case '/languages':
      return json(languages.map(({ id, name }) => ({ id, name })));
    case '/languages/all':
      return json(languages.map(({ id, name, is_archived }) => ({ id, name, is_archived })));
    case '/statuses':
      return json(STATUSES);
    case '/config_info':
      return { status: 200, text: configText(api), type: 'application/json; charset=utf-8' };
    case '/workers':
      return json(api.queue.workers());
    case '/version':
      return plain(ABOUT.version);
    case '/about':
      return json(ABOUT);
    default: {
      const id = /^\/languages\/(\d+)$/.exec(path)?.[1];
      const language = id === undefined ? undefined : api.languages.get(Number(id));
      return language ? json(language) : undefined;
    }
  }
}
