import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  configOfLaunchedHosts,
  HOSTS_JUDGE0_CONF,
  parseJudgeHostConfig,
  readJudge0Conf,
} from '../../../../local/judge-host/config.ts';

test('a judge0.conf is read by name and kind; what no client notices is left out', () => {
  const text = [
    '# MAX_QUEUE_SIZE=1',
    'MAX_QUEUE_SIZE=7',
    ' ENABLE_CALLBACKS=false ',
    'CPU_TIME_LIMIT=2.5',
    'ALLOWED_LANGUAGES_FOR_COMPILE_OPTIONS=C C++',
    'MAX_FILE_SIZE=',
    'REDIS_PASSWORD=x=y',
  ].join('\n');
  expect(readJudge0Conf(text)).toEqual({
    max_queue_size: 7,
    enable_callbacks: false,
    cpu_time_limit: 2.5,
    allowed_languages_for_compile_options: ['C', 'C++'],
  });
});

test.each(['MAX_QUEUE_SIZE=many', 'ENABLE_CALLBACKS=yes', 'CPU_TIME_LIMIT=-1'])(
  '%s is refused by name',
  (line) => {
    expect(() => readJudge0Conf(line)).toThrow(`judge0.conf: ${line.split('=')[0]} cannot be`);
  },
);

test('the hosts that Assize launches have no limit that a local host with their judge0.conf has not', () => {
  const conf = readFileSync(HOSTS_JUDGE0_CONF, 'utf8');
  const limits = [...conf.matchAll(/^((?:MAX|ENABLE|ALLOW)_[A-Z_]+)=(.*)$/gm)];
  expect(limits.length).toBeGreaterThan(10);
  const config: Record<string, unknown> = configOfLaunchedHosts();
  for (const [, name = '', value] of limits) expect(String(config[name.toLowerCase()]), name).toBe(value);
  // a stock host writes no file as large as the programs of Go and Rust
  expect(configOfLaunchedHosts().max_max_file_size).toBeGreaterThan(
    parseJudgeHostConfig({}).max_max_file_size,
  );
});
