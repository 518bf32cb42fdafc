import { Buffer } from 'node:buffer';
import { describeStatus } from './statuses.ts';
import type { Submission } from './submission.ts';

/** All fields of a submission, in the order in which Judge0 prints them whatever order was asked for. */
export const SUBMISSION_FIELDS = [
  'source_code',
  'language_id',
  'stdin',
  'expected_output',
  'stdout',
  'status_id',
  'created_at',
  'finished_at',
  'time',
  'memory',
  'stderr',
  'token',
  'number_of_runs',
  'cpu_time_limit',
  'cpu_extra_time',
  'wall_time_limit',
  'memory_limit',
  'stack_limit',
  'max_processes_and_or_threads',
  'enable_per_process_and_thread_time_limit',
  'enable_per_process_and_thread_memory_limit',
  'max_file_size',
  'compile_output',
  'exit_code',
  'exit_signal',
  'message',
  'wall_time',
  'compiler_options',
  'command_line_arguments',
  'redirect_stderr_to_stdout',
  'callback_url',
  'additional_files',
  'enable_network',
  'status',
  'language',
] as const;

export type SubmissionField = (typeof SUBMISSION_FIELDS)[number];

/** What is printed when no `fields` are asked for. */
export const DEFAULT_FIELDS: SubmissionField[] = [
  'stdout',
  'time',
  'memory',
  'stderr',
  'token',
  'compile_output',
  'message',
  'status',
];

/** Some text of the submission is not plain ASCII and base64 was not asked for: Judge0 1.13.1 answers 400. */
export class ConversionError extends Error {}

/** Ruby's `Base64.encode64`: a line break after every 60 characters and at the end, which JSON clients must stand. */
export function encodeWrapped(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{1,60}/g, '$&\n');
}

/** A decimal column as Rails prints it: at least one digit behind the point. */
const decimal = (value: number | null): string | null =>
  value === null ? null : Number.isInteger(value) ? `${value}.0` : String(Number(value.toPrecision(15)));

function text(bytes: Buffer | null, base64: boolean): string | null {
  if (bytes === null) return null;
  if (base64) return encodeWrapped(bytes);
  if (bytes.some((byte) => byte > 127)) throw new ConversionError();
  return bytes.toString('latin1');
}

/** The fields asked for, or the names that are none. `*` asks for all, no `fields` for the default ones. */
export function readFields(query: string | null): { fields: SubmissionField[] } | { invalid: string[] } {
  const names = (query ?? '').split(',').filter((name) => name !== '');
  if (names.includes('*')) return { fields: [...SUBMISSION_FIELDS] };
  const known: readonly string[] = SUBMISSION_FIELDS;
  const invalid = names.filter((name) => !known.includes(name));
  if (invalid.length > 0) return { invalid };
  return {
    fields: names.length > 0 ? SUBMISSION_FIELDS.filter((name) => names.includes(name)) : DEFAULT_FIELDS,
  };
}

function renderField(
  submission: Submission,
  field: SubmissionField,
  base64: boolean,
  languageName: string,
): unknown {
  switch (field) {
    case 'source_code':
    case 'stdin':
    case 'expected_output':
    case 'stdout':
    case 'stderr':
    case 'compile_output':
      return text(submission[field], base64);
    case 'message':
      return text(submission.message === null ? null : Buffer.from(submission.message, 'utf8'), base64);
    case 'additional_files':
      return text(submission.additional_files, true);
    case 'time':
    case 'wall_time':
    case 'cpu_time_limit':
    case 'cpu_extra_time':
    case 'wall_time_limit':
      return decimal(submission[field]);
    case 'status':
      return describeStatus(submission.status_id);
    case 'language':
      return { id: submission.language_id, name: languageName };
    default:
      return submission[field];
  }
}

/** A submission as JSON. Throws ConversionError where text cannot be shown without base64. */
export function renderSubmission(
  submission: Submission,
  fields: SubmissionField[],
  base64: boolean,
  languageName: string,
): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => [field, renderField(submission, field, base64, languageName)]),
  );
}
