import { cpus, freemem, machine, totalmem } from 'node:os';
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

const gibibytes = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)}Gi`;

/** What Judge0 takes from lscpu and free. */
function systemInfo(): Record<string, string> {
  const cores = cpus();
  return {
    Architecture: machine(),
    'CPU(s)': String(cores.length),
    'Model name': cores[0]?.model ?? 'unknown',
    Mem: gibibytes(totalmem()),
    'Mem available': gibibytes(freemem()),
  };
}

function countBy<T>(values: Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return new Map([...counts].sort((a, b) => b[1] - a[1]));
}

function statistics(api: JudgeApi) {
  const now = api.now();
  const all = [...api.workshop.submissions.values()];
  const days = Array.from({ length: 30 }, (_, i) =>
    new Date(now.getTime() - i * 86_400_000).toISOString().slice(0, 10),
  );
  const perDay = countBy(all.map((submission) => submission.created_at.slice(0, 10)));
  return {
    created_at: now.toISOString(),
    cached_until: now.toISOString(),
    submissions: {
      total: all.length,
      today: perDay.get(days[0] ?? '') ?? 0,
      last_30_days: Object.fromEntries(days.map((day) => [day, perDay.get(day) ?? 0])),
    },
    languages: [...countBy(all.map((s) => s.language_id))].map(([id, count]) => ({
      language: { id, name: api.languages.get(id)?.name ?? '' },
      count,
    })),
    statuses: [...countBy(all.map((s) => s.status_id))].map(([id, count]) => ({
      status: { id, name: STATUSES.find((s) => s.id === id)?.description ?? '' },
      count,
    })),
  };
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
    case '/system_info':
      return json(systemInfo());
    case '/workers':
      return json(api.workshop.workers());
    case '/statistics':
      return json(statistics(api));
    case '/version':
      return plain(ABOUT.version);
    case '/isolate':
      return plain('The local judge host of Assize runs programs in its own sandbox, not in isolate.\n');
    case '/license':
      return plain(
        'Assize, Apache License 2.0. It speaks the API of Judge0, whose licence is the GPL 3.0.\n',
      );
    case '/about':
      return json(ABOUT);
    default: {
      const id = /^\/languages\/(\d+)$/.exec(path)?.[1];
      const language = id === undefined ? undefined : api.languages.get(Number(id));
      return language ? json(language) : undefined;
    }
  }
}
