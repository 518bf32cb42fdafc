import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { base64, type Judge, openJudge, project } from './judge.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await openJudge();
});
afterAll(() => judge.close());

const HELLO = project({ run: 'echo hello' });
const get = async (path: string) => (await judge.request(path)).json();
const post = async (path: string, body: unknown) => {
  const answer = await judge.request(path, { body });
  return { status: answer.status, body: await answer.json() };
};

describe('tokens', () => {
  test('a request without the token is answered 401 with no body; the home page is open', async () => {
    for (const path of ['/about', '/languages', '/config_info', '/submissions', '/workers']) {
      const answer = await fetch(judge.url + path);
      expect(answer.status, path).toBe(401);
      expect(await answer.text()).toBe('');
    }
    const wrong = await fetch(`${judge.url}/about`, { headers: { 'x-auth-token': 'wrong' } });
    expect(wrong.status).toBe(401);
    expect((await fetch(judge.url)).status).toBe(200);
  });

  test('authenticate answers 200', async () => {
    expect((await judge.request('/authenticate', { method: 'POST' })).status).toBe(200);
  });
});

describe('what the host tells about itself', () => {
  test('statuses have the ids of Judge0', async () => {
    const statuses = await get('/statuses');
    expect(statuses).toHaveLength(14);
    expect(statuses.slice(0, 3)).toEqual([
      { id: 1, description: 'In Queue' },
      { id: 2, description: 'Processing' },
      { id: 3, description: 'Accepted' },
    ]);
    expect(statuses[10]).toEqual({ id: 11, description: 'Runtime Error (NZEC)' });
  });

  test('languages: multi-file programs and JavaScript are there, one by one with their commands', async () => {
    const languages: { id: number; name: string }[] = await get('/languages');
    expect(languages).toContainEqual({ id: 89, name: 'Multi-file program' });
    const javascript = await get('/languages/63');
    expect(javascript).toMatchObject({
      id: 63,
      is_archived: false,
      source_file: 'script.js',
      compile_cmd: null,
    });
    expect(javascript.run_cmd).toContain('node script.js');
    expect((await judge.request('/languages/9999')).status).toBe(404);
    expect(await get('/languages/all')).toContainEqual({
      id: 89,
      name: 'Multi-file program',
      is_archived: false,
    });
  });

  test('config_info has every limit that a client cuts its batches by', async () => {
    const config = await get('/config_info');
    for (const name of ['cpu_time_limit', 'max_cpu_time_limit', 'max_wall_time_limit', 'max_memory_limit'])
      expect(config[name], name).toBeTypeOf('number');
    for (const name of ['max_file_size', 'max_max_file_size', 'max_extract_size', 'max_queue_size'])
      expect(config[name], name).toBeTypeOf('number');
    expect(config.max_submission_batch_size).toBe(20);
    expect(config.allowed_languages_for_compile_options).toEqual([]);
  });

  test('about and version answer', async () => {
    expect((await get('/about')).version).toBe('1.13.1');
    expect(await (await judge.request('/version')).text()).toBe('1.13.1');
    expect((await judge.request('/no_such_thing')).status).toBe(404);
  });
});

describe('a submission', () => {
  test('is created with a token, polled, and shown with the eight default fields', async () => {
    const created = await post('/submissions?base64_encoded=false', HELLO);
    expect(created.status).toBe(201);
    expect(Object.keys(created.body)).toEqual(['token']);
    expect(created.body.token).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    let shown = await get(`/submissions/${created.body.token}?base64_encoded=false`);
    while (shown.status.id <= 2) {
      expect(shown.stdout).toBeNull();
      shown = await get(`/submissions/${created.body.token}?base64_encoded=false`);
    }
    expect(Object.keys(shown)).toEqual([
      ...['stdout', 'time', 'memory', 'stderr', 'token', 'compile_output', 'message', 'status'],
    ]);
    expect(shown).toMatchObject({
      stdout: 'hello\n',
      stderr: null,
      message: null,
      status: { id: 3, description: 'Accepted' },
    });
    expect(shown.time).toMatch(/^\d+\.\d+$/);
    expect(shown.memory).toBeGreaterThan(0);
  });

  test('with wait=true answers its result at once', async () => {
    const { status, body } = await post(
      '/submissions?base64_encoded=false&wait=true&fields=stdout,status_id,token',
      HELLO,
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({ stdout: 'hello\n', status_id: 3 });
    expect(Object.keys(body)).toEqual(['stdout', 'status_id', 'token']);
  });

  test('shows all fields for *, and names the fields that do not exist', async () => {
    const { body } = await post('/submissions?base64_encoded=true&wait=true&fields=*', {
      ...HELLO,
      stdin: base64('some input'),
      cpu_time_limit: 3,
    });
    expect(body).toMatchObject({
      ...{ source_code: null, language_id: 89, status_id: 3, number_of_runs: 1, cpu_time_limit: '3.0' },
      ...{ exit_code: 0, exit_signal: null, enable_network: false, redirect_stderr_to_stdout: false },
      ...{ language: { id: 89, name: 'Multi-file program' }, stdin: 'c29tZSBpbnB1dA==\n' },
    });
    expect(Date.parse(body.finished_at)).toBeGreaterThanOrEqual(Date.parse(body.created_at));
    const invalid = await judge.request(`/submissions/${body.token}?fields=stdout,bogus,other`);
    expect(invalid.status).toBe(400);
    expect(await invalid.json()).toEqual({ error: 'invalid fields: [bogus, other]' });
    expect((await judge.request('/submissions/00000000-0000-4000-8000-000000000000')).status).toBe(404);
  });

  test('in base64 has a line break after every 60 characters', async () => {
    const { body } = await post(
      '/submissions?base64_encoded=true&wait=true',
      project({ run: 'printf %0100d 7' }),
    );
    expect(body.stdout).toMatch(/^[A-Za-z0-9+/]{60}\n[A-Za-z0-9+/]{60}\n[A-Za-z0-9+/=]+\n$/);
    expect(Buffer.from(body.stdout, 'base64').toString()).toBe('7'.padStart(100, '0'));
  });

  test('with text beyond ASCII cannot be shown without base64', async () => {
    const { status, body } = await post('/submissions?wait=true', project({ run: "printf '\\xff'" }));
    expect(status).toBe(201);
    expect(body.error).toMatch(/cannot be converted to UTF-8/);
    const shown = await judge.request(`/submissions/${body.token}`);
    expect(shown.status).toBe(400);
    const encoded = await get(`/submissions/${body.token}?base64_encoded=true`);
    expect(Buffer.from(encoded.stdout, 'base64')).toEqual(Buffer.from([255]));
  });
});

describe('validation answers 422 with the errors by field', () => {
  const refused: [string, object, object][] = [
    ['nothing', {}, { language_id: ["can't be blank", "language with id  doesn't exist"] }],
    [
      'unknown language',
      { language_id: 9999, source_code: 'x' },
      { language_id: ["language with id 9999 doesn't exist"] },
    ],
    ['no source', { language_id: 63 }, { source_code: ["can't be blank"] }],
    ['a project with source', { ...HELLO, source_code: 'x' }, { source_code: ['must be blank'] }],
    ['a project without files', { language_id: 89 }, { additional_files: ["can't be blank"] }],
    [
      'too much time',
      { ...HELLO, cpu_time_limit: 1000 },
      { cpu_time_limit: [expect.stringMatching(/^must be less than or equal to \d+\.\d$/)] },
    ],
    [
      'too little wall time',
      { ...HELLO, wall_time_limit: 0.5 },
      { wall_time_limit: ['must be greater than or equal to 1'] },
    ],
    ['no number', { ...HELLO, memory_limit: 'much' }, { memory_limit: ['is not a number'] }],
    [
      'little memory',
      { ...HELLO, memory_limit: 1000 },
      { memory_limit: ['must be greater than or equal to 2048'] },
    ],
    ['no runs', { ...HELLO, number_of_runs: 0 }, { number_of_runs: ['must be greater than 0'] }],
    [
      'options of an interpreted language',
      { language_id: 63, source_code: '1', compiler_options: '-O2' },
      { compiler_options: ['setting compiler options is only allowed for compiled languages'] },
    ],
    [
      'long arguments',
      { ...HELLO, command_line_arguments: 'x'.repeat(513) },
      { command_line_arguments: ['is too long (maximum is 512 characters)'] },
    ],
  ];
  test.each(refused)('%s', async (_, submission, errors) => {
    const { status, body } = await post('/submissions?base64_encoded=false', submission);
    expect(status).toBe(422);
    expect(body).toMatchObject(errors);
  });

  test('a body that is no JSON is answered 400', async () => {
    expect((await judge.request('/submissions', { body: '{"language_id": ' })).status).toBe(400);
  });
});

describe('batches', () => {
  test('answer by place: a token, or the errors of what was refused', async () => {
    const { status, body } = await post('/submissions/batch?base64_encoded=true', {
      submissions: [HELLO, { language_id: 9999 }, HELLO],
    });
    expect(status).toBe(201);
    expect(body[1].language_id).toEqual(["language with id 9999 doesn't exist"]);
    const tokens = [body[0].token, 'no-such-token', body[2].token];
    let shown: ({ status_id: number } | null)[] = [];
    do {
      ({ submissions: shown } = await get(
        `/submissions/batch?tokens=${tokens.join(',')}&fields=status_id,token`,
      ));
    } while (shown.some((s) => s !== null && s.status_id <= 2));
    expect(shown).toEqual([{ status_id: 3, token: tokens[0] }, null, { status_id: 3, token: tokens[2] }]);
  });

  test('of none, and of more than 20, are refused whole', async () => {
    expect(await post('/submissions/batch', { submissions: [] })).toEqual({
      status: 400,
      body: { error: 'there should be at least one submission in a batch' },
    });
    const many = { error: 'number of submissions in a batch should be less than or equal to 20' };
    expect(await post('/submissions/batch', { submissions: Array(21).fill(HELLO) })).toEqual({
      status: 400,
      body: many,
    });
    const tokens = Array(21).fill('x').join(',');
    expect(await get(`/submissions/batch?tokens=${tokens}`)).toEqual(many);
    expect((await post('/submissions/batch', { submissions: [{}] })).status).toBe(422);
  });
});

describe('comparison with the expected output', () => {
  const cases: [string, string, number][] = [
    ['3\n', '3', 3],
    ['3', '3\n', 3],
    ['3 \n', '3', 3],
    ['a \nb\n', 'a\nb', 3],
    ['3\r\n', '3', 3],
    [' 3\n', '3', 4],
    ['3\n4\n', '3', 4],
  ];
  test.each(cases)('%j against %j', async (output, expected, status) => {
    const result = await judge.run(project({ run: 'cat' }, { stdin: output, expected_output: expected }));
    expect(result.status.id).toBe(status);
  });
});
