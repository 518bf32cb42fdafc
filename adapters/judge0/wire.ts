import * as z from 'zod/mini';
import type { JudgeOutcome } from '../../core/grading/judge.ts';

/** The part of Judge0 1.13.1's API that is used, checked at the edge: a host is not trusted to answer sense. */

const text = z.nullish(z.string());

/** The fields that a report asks for; fewer means less to encode and to send. */
export const REPORT_FIELDS =
  'token,status,stdout,stderr,message,exit_code,exit_signal,time,wall_time,memory,created_at,finished_at';

/**
 * What the compiler said. A bundle's own supervisor cuts it; of a plain submission it can be as large as the host's
 * largest file.
 */
export const COMPILER_FIELD = 'compile_output';

export const createdSchema = z.object({ token: z.string().check(z.regex(/^[\w-]{1,64}$/)) });

export const reportSchema = z.object({
  token: text,
  status: z.object({ id: z.number(), description: z.string() }),
  stdout: text,
  stderr: text,
  compile_output: text,
  message: text,
  exit_code: z.nullish(z.number()),
  exit_signal: z.nullish(z.number()),
  time: z.nullish(z.union([z.string(), z.number()])),
  wall_time: z.nullish(z.union([z.string(), z.number()])),
  memory: z.nullish(z.number()),
  created_at: text,
  finished_at: text,
});

export type WireReport = z.infer<typeof reportSchema>;

export const configSchema = z.object({
  max_cpu_time_limit: z.number(),
  max_wall_time_limit: z.number(),
  max_memory_limit: z.number(),
  max_stack_limit: z.number(),
  max_max_processes_and_or_threads: z.number(),
  max_max_file_size: z.number(),
});

/** `GET /workers`: a queue each. */
export const workersSchema = z.array(z.object({ available: z.number() }));

export const languagesSchema = z.array(z.object({ id: z.number(), name: z.string() }));

/**
 * The beginning of a field in base64, out of the beginning of an answer that holds nothing else; null when there is none.
 * Judge0 breaks base64 into lines.
 */
export function readFieldHead(answer: string, field: string): Uint8Array | null {
  const [, text] = new RegExp(`^\\s*\\{\\s*"${field}"\\s*:\\s*"([^"]*)`).exec(answer) ?? [];
  if (text === undefined) return null;
  const digits = text.replaceAll(/\\[nr]?/g, '');
  return new Uint8Array(Buffer.from(digits.slice(0, digits.length - (digits.length % 4)), 'base64'));
}

const IN_QUEUE = 1;
const PROCESSING = 2;

/** Whether no worker has begun with it. */
export const isQueued = (statusId: number) => statusId === IN_QUEUE;

/** Whether a status is final. */
export const isFinished = (statusId: number) => statusId !== IN_QUEUE && statusId !== PROCESSING;

/** Judge0's status ids in the port's words. Wrong answer cannot come: no expected output is ever sent. */
export function readOutcome(statusId: number): JudgeOutcome {
  if (statusId === 3 || statusId === 4) return 'finished';
  if (statusId === 5) return 'time-limit';
  if (statusId === 6) return 'compile-error';
  if (statusId >= 7 && statusId <= 12) return 'crashed';
  return statusId === 14 ? 'exec-format' : 'internal-error';
}
