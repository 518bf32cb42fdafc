import { Buffer } from 'node:buffer';
import { FLOAT_SETTINGS, type JudgeHostConfig } from './config.ts';
import { type Language, MULTI_FILE_LANGUAGE_ID } from './languages.ts';
import { STATUS } from './statuses.ts';

/** What came of a submission. Sizes in KB, times in seconds. */
export type Outcome = {
  status_id: number;
  stdout: Buffer | null;
  stderr: Buffer | null;
  compile_output: Buffer | null;
  message: string | null;
  time: number | null;
  wall_time: number | null;
  memory: number | null;
  exit_code: number | null;
  exit_signal: number | null;
};

/** Of a submission that nobody has judged. */
export const NO_OUTCOME: Outcome = {
  status_id: STATUS.inQueue,
  stdout: null,
  stderr: null,
  compile_output: null,
  message: null,
  time: null,
  wall_time: null,
  memory: null,
  exit_code: null,
  exit_signal: null,
};

/**
 * The numeric attributes in the order of Judge0's validations, and their lower bounds. The host's setting of the same
 * name is their default, the one with `max_` before it their upper bound.
 */
const NUMBERS = {
  number_of_runs: { above: 0 },
  cpu_time_limit: { least: 0 },
  cpu_extra_time: { least: 0 },
  wall_time_limit: { least: 1 },
  memory_limit: { least: 2048 },
  stack_limit: { least: 0 },
  max_processes_and_or_threads: { above: 0 },
  max_file_size: { least: 0 },
} as const satisfies Record<string, { above: number } | { least: number }>;
type NumericName = keyof typeof NUMBERS;
const NUMERIC_NAMES = Object.keys(NUMBERS) as NumericName[];

/** What is switched on or off; the host's setting of the same name is the default. */
const FLAGS = [
  'enable_per_process_and_thread_time_limit',
  'enable_per_process_and_thread_memory_limit',
  'redirect_stderr_to_stdout',
  'enable_network',
] as const;
type FlagName = (typeof FLAGS)[number];

/** A submission as Judge0 keeps it: what was asked, and what came of it. Sizes in KB, times in seconds. */
export type Submission = {
  token: string;
  source_code: Buffer | null;
  language_id: number;
  stdin: Buffer | null;
  expected_output: Buffer | null;
  additional_files: Buffer | null;
  compiler_options: string | null;
  command_line_arguments: string | null;
  callback_url: string | null;
  created_at: string;
  finished_at: string | null;
} & Record<NumericName, number> &
  Record<FlagName, boolean> &
  Outcome;

/** Validation errors by field, as Rails words them: the body of Judge0's 422. */
export type SubmissionErrors = Record<string, string[]>;

type Raw = Record<string, unknown>;

const isBlank = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  (typeof value === 'string' && value.trim() === '');

/** A text parameter as Rails would cast it: numbers become text, objects are not permitted and vanish. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function bytesOf(value: unknown, base64: boolean): Buffer | null {
  const text = textOf(value);
  return text === null ? null : Buffer.from(text, base64 ? 'base64' : 'utf8');
}

/** A number parameter: of what is neither a number nor text, none. */
const numberOf = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;

function flagOf(value: unknown, otherwise: boolean): boolean {
  const text = textOf(value);
  if (text === null || text === '') return otherwise;
  return !['0', 'f', 'F', 'false', 'FALSE', 'off', 'OFF'].includes(text);
}

const asFloat = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

function readNumbers(raw: Raw, config: JudgeHostConfig, complain: (field: string, message: string) => void) {
  const numbers = {} as Record<NumericName, number>;
  for (const name of NUMERIC_NAMES) {
    const bound: { above?: number; least?: number } = NUMBERS[name];
    const [isFloat, most] = [FLOAT_SETTINGS.has(name), config[`max_${name}`]];
    const value = raw[name];
    const given = typeof value === 'string' && value.trim() === '' ? null : value;
    const number = given === undefined || given === null ? config[name] : numberOf(given);
    numbers[name] = isFloat ? number : Math.trunc(number);
    if (!Number.isFinite(number)) complain(name, 'is not a number');
    else if (bound.above !== undefined && number <= bound.above)
      complain(name, `must be greater than ${bound.above}`);
    else if (bound.least !== undefined && number < bound.least)
      complain(name, `must be greater than or equal to ${bound.least}`);
    else if (number > most) complain(name, `must be less than or equal to ${isFloat ? asFloat(most) : most}`);
  }
  return numbers;
}

function checkOptions(
  submission: Submission,
  language: Language | undefined,
  config: JudgeHostConfig,
  complain: (field: string, message: string) => void,
): void {
  if (!isBlank(submission.compiler_options)) {
    const allowed = config.allowed_languages_for_compile_options;
    if (!config.enable_compiler_options)
      complain('compiler_options', 'setting compiler options is not allowed');
    else if (language && language.compile_cmd === null)
      complain('compiler_options', 'setting compiler options is only allowed for compiled languages');
    else if (language && allowed.length > 0 && !allowed.some((name) => language.name.startsWith(`${name} `)))
      complain('compiler_options', `setting compiler options is only allowed for ${joinNames(allowed)}`);
  }
  if (!isBlank(submission.command_line_arguments) && !config.enable_command_line_arguments)
    complain('command_line_arguments', 'setting command line arguments is not allowed');
  if (!isBlank(submission.callback_url) && !config.enable_callbacks)
    complain('callback_url', 'setting callback is not allowed');
  if (submission.additional_files?.length && !config.enable_additional_files)
    complain('additional_files', 'setting additional files is not allowed');
  if (submission.enable_network && !config.allow_enable_network)
    complain('enable_network', 'enabling network is not allowed');
}

const joinNames = (names: string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');

/**
 * Make a submission from a request's parameters, with Judge0's defaults, casts and validations. `base64` says whether
 * source, stdin and expected output came encoded (`additional_files` always does); what is not base64 in them is skipped.
 * The errors are by field; an empty object means that the submission may be queued.
 */
export function readSubmission(
  raw: Raw,
  base64: boolean,
  languages: ReadonlyMap<number, Language>,
  config: JudgeHostConfig,
  identity: { token: string; createdAt: string },
): { submission: Submission; errors: SubmissionErrors } {
  const errors: SubmissionErrors = {};
  const complain = (field: string, message: string) => {
    errors[field] = [...(errors[field] ?? []), message];
  };
  const givenLanguage = raw['language_id'];
  const languageId = isBlank(givenLanguage) ? undefined : Math.trunc(numberOf(givenLanguage)) || 0;
  const language = languageId === undefined ? undefined : languages.get(languageId);
  const submission: Submission = {
    token: identity.token,
    source_code: bytesOf(raw['source_code'], base64),
    language_id: languageId ?? 0,
    stdin: bytesOf(raw['stdin'], base64),
    expected_output: bytesOf(raw['expected_output'], base64),
    additional_files: bytesOf(raw['additional_files'], true),
    compiler_options: textOf(raw['compiler_options']),
    command_line_arguments: textOf(raw['command_line_arguments']),
    callback_url: textOf(raw['callback_url']),
    ...readNumbers(raw, config, complain),
    ...(Object.fromEntries(FLAGS.map((name) => [name, flagOf(raw[name], config[name])])) as Record<
      FlagName,
      boolean
    >),
    created_at: identity.createdAt,
    finished_at: null,
    ...NO_OUTCOME,
  };
  const isProject = languageId === MULTI_FILE_LANGUAGE_ID;
  const hasSource =
    submission.source_code !== null && submission.source_code.toString('latin1').trim() !== '';
  if (!isProject && !hasSource) complain('source_code', "can't be blank");
  if (isProject && hasSource) complain('source_code', 'must be blank');
  if (isProject && !submission.additional_files?.length) complain('additional_files', "can't be blank");
  if (languageId === undefined) complain('language_id', "can't be blank");
  if (!language) complain('language_id', `language with id ${languageId ?? ''} doesn't exist`);
  for (const kind of ['time', 'memory'] as const) {
    const name = `enable_per_process_and_thread_${kind}_limit` as const;
    if (submission[name] && !config[`allow_${name}`]) complain(name, 'this option cannot be enabled');
  }
  for (const name of ['compiler_options', 'command_line_arguments'] as const)
    if ((submission[name]?.length ?? 0) > 512) complain(name, 'is too long (maximum is 512 characters)');
  checkOptions(submission, language, config, complain);
  return { submission, errors };
}
