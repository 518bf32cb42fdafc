import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeHostConfigSchema, parseJudgeHostConfig } from '../../../../local/judge-host/config.ts';
import type { Language } from '../../../../local/judge-host/languages.ts';
import { encodeWrapped, readFields, renderSubmission } from '../../../../local/judge-host/render.ts';
import { forgetOldInputs } from '../../../../local/judge-host/retention.ts';
import { readSubmission } from '../../../../local/judge-host/submission.ts';

const language = (id: number, name: string, compile: string | null): Language => ({
  id,
  name,
  is_archived: false,
  source_file: 'main',
  compile_cmd: compile,
  run_cmd: './main',
});
const languages = new Map([
  [54, language(54, 'C++ (GCC 12.2.0)', 'g++ %s main.cpp')],
  [63, language(63, 'JavaScript (Node.js 24)', null)],
  [89, { ...language(89, 'Multi-file program', null), source_file: null, run_cmd: null }],
]);
const config = parseJudgeHostConfig({});
const identity = { token: 'a-token', createdAt: '2026-01-01T00:00:00.000Z' };
const read = (raw: Record<string, unknown>, settings = config, base64 = false) =>
  readSubmission(raw, base64, languages, settings, identity);

describe('readSubmission', () => {
  test('fills in the defaults of the settings', () => {
    const { submission, errors } = read({ language_id: 54, source_code: 'int main(){}' });
    expect(errors).toEqual({});
    expect(submission).toMatchObject({
      ...{
        cpu_time_limit: 5,
        cpu_extra_time: 1,
        wall_time_limit: 10,
        memory_limit: 128_000,
        stack_limit: 64_000,
      },
      ...{ max_processes_and_or_threads: 60, max_file_size: 1024, number_of_runs: 1, enable_network: false },
      ...{ status_id: 1, stdin: null, expected_output: null, compiler_options: null },
    });
  });

  test('casts as Rails does: numbers in strings, null and blank are the default', () => {
    const raw = {
      language_id: '54',
      source_code: 'x',
      cpu_time_limit: '2.5',
      memory_limit: null,
      stack_limit: '',
    };
    const { submission, errors } = read({
      ...raw,
      redirect_stderr_to_stdout: 'true',
      enable_network: 'false',
    });
    expect(errors).toEqual({});
    expect(submission).toMatchObject({
      language_id: 54,
      cpu_time_limit: 2.5,
      memory_limit: 128_000,
      stack_limit: 64_000,
    });
    expect(submission).toMatchObject({ redirect_stderr_to_stdout: true, enable_network: false });
  });

  test('reports every violation at once', () => {
    const raw = {
      language_id: 54,
      source_code: 'x',
      number_of_runs: 21,
      cpu_extra_time: 6,
      wall_time_limit: 21,
    };
    expect(read({ ...raw, memory_limit: 512_001, stack_limit: 128_001, max_file_size: 4097 }).errors).toEqual(
      {
        number_of_runs: ['must be less than or equal to 20'],
        cpu_extra_time: ['must be less than or equal to 5.0'],
        wall_time_limit: ['must be less than or equal to 20.0'],
        memory_limit: ['must be less than or equal to 512000'],
        stack_limit: ['must be less than or equal to 128000'],
        max_file_size: ['must be less than or equal to 4096'],
      },
    );
  });

  test('compiler options can be allowed for some languages only', () => {
    const settings = parseJudgeHostConfig({ allowed_languages_for_compile_options: ['C', 'Java', 'Go'] });
    const { errors } = read({ language_id: 54, source_code: 'x', compiler_options: '-O2' }, settings);
    expect(errors).toEqual({
      compiler_options: ['setting compiler options is only allowed for C, Java and Go'],
    });
  });

  test('objects that cannot be made numbers or text are no numbers and no text', () => {
    const odd = { valueOf: 1, toString: 2 };
    const { errors } = read({
      language_id: odd,
      source_code: odd,
      memory_limit: odd,
      enable_network: odd,
      stdin: [1],
    });
    expect(errors).toMatchObject({ memory_limit: ['is not a number'], source_code: ["can't be blank"] });
  });

  test('whatever is sent, it is read or refused by field, never an exception', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(read({}).submission)), fc.anything()),
        fc.boolean(),
        (raw, base64) => {
          const { errors } = read(raw, config, base64);
          for (const messages of Object.values(errors)) expect(messages.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('renderSubmission', () => {
  const { submission } = read({ language_id: 63, source_code: 'x', cpu_time_limit: 3, wall_time_limit: 2.5 });

  test('prints decimals as text with at least one digit behind the point', () => {
    const shown = renderSubmission(
      { ...submission, time: 0.1 + 0.2, wall_time: 3 },
      ['time', 'wall_time', 'cpu_time_limit', 'wall_time_limit', 'memory'],
      false,
      '',
    );
    expect(shown).toEqual({
      time: '0.3',
      wall_time: '3.0',
      cpu_time_limit: '3.0',
      wall_time_limit: '2.5',
      memory: null,
    });
  });

  test('what is encoded can be decoded, and no line is longer than 60', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        const encoded = encodeWrapped(Buffer.from(bytes));
        expect(new Uint8Array(Buffer.from(encoded, 'base64'))).toEqual(bytes);
        expect(encoded.split('\n').every((line) => line.length <= 60)).toBe(true);
      }),
    );
  });

  test('fields are printed in one order, whatever order was asked for', () => {
    expect(readFields('token,stdout')).toEqual({ fields: ['stdout', 'token'] });
    expect(readFields('nonsense,stdout')).toEqual({ invalid: ['nonsense'] });
    expect(readFields(null)).toHaveProperty('fields.length', 8);
  });
});

describe('parseJudgeHostConfig', () => {
  test('names the settings that Judge0 does not have or that are no numbers', () => {
    expect(() => parseJudgeHostConfig({ memory_limits: 1 })).toThrow(/memory_limits/);
    expect(() => parseJudgeHostConfig({ memory_limit: 'big' })).toThrow(/memory_limit: /);
  });

  test('has the limits of a stock Judge0 1.13.1', () => {
    expect(judgeHostConfigSchema.parse({})).toMatchObject({
      ...{
        max_cpu_time_limit: 15,
        max_wall_time_limit: 20,
        max_memory_limit: 512_000,
        max_max_file_size: 4096,
      },
      ...{
        max_queue_size: 100,
        max_extract_size: 10_240,
        max_number_of_runs: 20,
        max_submission_batch_size: 20,
      },
    });
  });
});

describe('forgetOldInputs', () => {
  test('keeps the newest inputs, all results, and everything of what is not finished', () => {
    const make = (status_id: number) => ({
      ...read({ language_id: 63, source_code: 'x'.repeat(10), stdin: 'y'.repeat(90) }).submission,
      status_id,
      stdout: Buffer.from('result'),
    });
    const [oldest, running, old, recent, newest] = [make(3), make(2), make(6), make(3), make(3)];
    forgetOldInputs([oldest, running, old, recent, newest], 250);
    expect([newest, recent, old, running, oldest].map(({ stdin }) => stdin?.length ?? null)).toEqual([
      90,
      90,
      null,
      90,
      null,
    ]);
    expect(oldest.stdout?.toString()).toBe('result');
    expect(oldest.source_code).toBeNull();
  });
});
