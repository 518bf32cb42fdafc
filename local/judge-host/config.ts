import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const flag = (value: boolean) => z.boolean().default(value);
const whole = (value: number) => z.int().positive().default(value);
const seconds = (value: number) => z.number().nonnegative().default(value);

/**
 * The settings of Judge0 1.13.1's judge0.conf that a client can notice, by the names and with the defaults of
 * `GET /config_info` (times in seconds, sizes in KB of 1024 bytes). Two defaults are those of Assize's own hosts, not
 * the stock's: finished submissions may be deleted, and programs get no network.
 */
export const judgeHostConfigSchema = z.strictObject({
  maintenance_mode: flag(false),
  enable_wait_result: flag(true),
  enable_compiler_options: flag(true),
  allowed_languages_for_compile_options: z.array(z.string()).default([]),
  enable_command_line_arguments: flag(true),
  enable_submission_delete: flag(true),
  enable_callbacks: flag(true),
  callbacks_max_tries: whole(3),
  callbacks_timeout: seconds(5),
  enable_additional_files: flag(true),
  max_queue_size: z.int().nonnegative().default(100),
  cpu_time_limit: seconds(5),
  max_cpu_time_limit: seconds(15),
  cpu_extra_time: seconds(1),
  max_cpu_extra_time: seconds(5),
  wall_time_limit: seconds(10),
  max_wall_time_limit: seconds(20),
  memory_limit: whole(128_000),
  max_memory_limit: whole(512_000),
  stack_limit: whole(64_000),
  max_stack_limit: whole(128_000),
  max_processes_and_or_threads: whole(60),
  max_max_processes_and_or_threads: whole(120),
  enable_per_process_and_thread_time_limit: flag(false),
  allow_enable_per_process_and_thread_time_limit: flag(true),
  enable_per_process_and_thread_memory_limit: flag(false),
  allow_enable_per_process_and_thread_memory_limit: flag(true),
  max_file_size: whole(1024),
  max_max_file_size: whole(4096),
  number_of_runs: whole(1),
  max_number_of_runs: whole(20),
  redirect_stderr_to_stdout: flag(false),
  max_extract_size: whole(10_240),
  enable_batched_submissions: flag(true),
  max_submission_batch_size: whole(20),
  submission_cache_duration: seconds(1),
  use_docs_as_homepage: flag(false),
  allow_enable_network: flag(false),
  enable_network: flag(false),
});

/** What `GET /config_info` answers and what every limit is taken from. */
export type JudgeHostConfig = z.infer<typeof judgeHostConfigSchema>;

/** Names of the settings that are floats in Judge0, so that `5` is printed as `5.0`. */
export const FLOAT_SETTINGS: ReadonlySet<string> = new Set(
  Object.entries(judgeHostConfigSchema.shape).flatMap(([name, { def }]) =>
    def.innerType instanceof z.ZodNumber && !def.innerType.isInt ? [name] : [],
  ),
);

/** The settings with overrides applied. Throws an Error that names each wrong setting. */
export function parseJudgeHostConfig(overrides: unknown): JudgeHostConfig {
  const parsed = judgeHostConfigSchema.safeParse(overrides ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'config'}: ${issue.message}`);
  throw new Error(`The judge host's config is not usable: ${faults.join('; ')}`);
}

/**
 * The settings that a judge0.conf gives, by the names of `GET /config_info`. What of it a client cannot notice (Redis,
 * workers, tokens) is left out. Throws an Error that names a setting whose value is none.
 */
export function readJudge0Conf(text: string): Partial<JudgeHostConfig> {
  const defaults: Record<string, unknown> = judgeHostConfigSchema.parse({});
  const settings: Record<string, unknown> = {};
  for (const line of text.split('\n')) {
    const [, key = '', value = ''] = /^\s*([A-Z_]+)=(.*?)\s*$/.exec(line) ?? [];
    const name = key.toLowerCase();
    // Judge0 takes a setting that is left empty as one that is not there.
    if (!(name in defaults) || value === '') continue;
    settings[name] = readValue(name, value, defaults[name]);
  }
  return settings;
}

function readValue(name: string, value: string, like: unknown): unknown {
  if (Array.isArray(like)) return value.split(/\s+/);
  if (typeof like === 'number' && /^\d+(\.\d+)?$/.test(value)) return Number(value);
  if (typeof like === 'boolean' && /^(true|false)$/.test(value)) return value === 'true';
  throw new Error(`judge0.conf: ${name.toUpperCase()} cannot be ${value}`);
}

/** The judge0.conf that Assize installs on its hosts in the cloud: a host with it judges here as they do there. */
export const HOSTS_JUDGE0_CONF = fileURLToPath(
  new URL('../../lib/assets/judge-host/judge0.conf', import.meta.url),
);

/** The settings of the hosts that Assize launches. */
export const configOfLaunchedHosts = (): JudgeHostConfig =>
  parseJudgeHostConfig(readJudge0Conf(readFileSync(HOSTS_JUDGE0_CONF, 'utf8')));
