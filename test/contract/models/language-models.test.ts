import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerSchemaOf } from '../../../core/review/models/answer-schema.ts';
import { ModelError, type ModelPrompt } from '../../../core/review/models/language-model.ts';
import {
  type Behave,
  KEY,
  type ModelService,
  startModelService,
  WIRES,
  type WireAnswer,
} from '../../support/model-wires.ts';

let service: ModelService;
let elsewhere: ModelService;
beforeAll(async () => {
  service = await startModelService();
  elsewhere = await startModelService();
});
afterAll(async () => {
  await service.stop();
  await elsewhere.stop();
});

const prompt: ModelPrompt = {
  instructions: 'Review it.',
  material: '<<m\n1|contract Ä {}\nm>>',
  schema: answerSchemaOf(['other']),
};
const USED = { inputTokens: 321, outputTokens: 45 };

describe.each(WIRES)('a model of $service', (wire) => {
  /** @param withinMs generous where no time is to run out */
  async function ask(
    answer: WireAnswer | Behave,
    { change = {}, withinMs = 30_000, signal = new AbortController().signal } = {},
  ) {
    service.answer(answer);
    return await wire.model(service.url, change).ask(prompt, { maxOutputTokens: 777, withinMs, signal });
  }
  async function failing(
    answer: WireAnswer | Behave,
    options: Parameters<typeof ask>[1] = {},
  ): Promise<ModelError> {
    const error = await ask(answer, options).then(
      (answered) => expect.fail(`it answered ${answered.text}`),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ModelError);
    return error as ModelError;
  }

  it('is asked once, without tools, by its own form, and answers with what it counted', async () => {
    expect(await ask(wire.answered('{"findings":[]}'))).toEqual({ text: '{"findings":[]}', ...USED });
    expect(service.requests).toHaveLength(1);
    const [request] = service.requests;
    expect(wire.read(request!)).toMatchObject({
      instructions: prompt.instructions,
      material: prompt.material,
      maxOutputTokens: 777,
      key: KEY,
    });
    expect(request!.method).toBe('POST');
    expect(request!.path).not.toContain(KEY);
    expect(JSON.stringify(request!.body)).not.toContain(KEY);
    for (const member of ['tools', 'toolConfig', 'stream', 'functions'])
      expect(request!.body).not.toHaveProperty(member);
  });

  it('is held to the form of the answer, or not', async () => {
    await ask(wire.answered('{}'));
    expect(JSON.stringify(wire.read(service.requests[0]!).schema).toLowerCase()).toContain(
      '"recommendation"',
    );
    await ask(wire.answered('{}'), { change: { structured: false } });
    expect(wire.read(service.requests[0]!).schema).toBeUndefined();
  });

  it.each([
    [302, 'forbidden'],
    [400, 'refused'],
    [401, 'forbidden'],
    [403, 'forbidden'],
    [404, 'forbidden'],
    [408, 'timed-out'],
    [429, 'throttled'],
    [500, 'unavailable'],
    [501, 'refused'],
    [503, 'unavailable'],
  ])('that answers HTTP %i is %s, is not billed, and is not asked again', async (status, kind) => {
    const error = await failing(wire.failed(status, `something about ${KEY}`));
    expect(error).toMatchObject({ kind, used: undefined });
    expect(service.requests).toHaveLength(1);
  });

  it('says when to come again where the service does', async () => {
    const answer = wire.failed(429, 'slow down');
    expect(await failing({ ...answer, headers: { ...answer.headers, 'retry-after': '3' } })).toMatchObject({
      kind: 'throttled',
      retryAfterMs: 3_000,
    });
  });

  it('does not tell the key, though the service repeats it', async () => {
    if (wire.service === 'bedrock') return;
    const error = await failing(wire.failed(401, `Incorrect API key provided: ${KEY}`));
    expect(error.detail).toContain('Incorrect API key provided: (key)');
    expect(`${error.message} ${error.detail}`).not.toContain(KEY);
  });

  it('that cuts its answer is malformed, and that refuses is refused; both are billed', async () => {
    expect(await failing(wire.cut('{"findings": ['))).toMatchObject({ kind: 'malformed', used: USED });
    expect(await failing(wire.refused())).toMatchObject({
      kind: 'refused',
      used: expect.objectContaining({ inputTokens: 321 }),
    });
    expect(await failing(wire.empty())).toMatchObject({ kind: 'malformed', used: USED });
  });

  it.each<[string, WireAnswer]>([
    ['no JSON', { body: 'Welcome to nginx!' }],
    ['a page', { body: '<html></html>', headers: { 'content-type': 'text/html' } }],
    ['half of its JSON', { body: '{"choices": [{' }],
    ['JSON of another form', { body: { hello: 'world' } }],
    ['a list', { body: [] }],
    ['null', { body: 'null' }],
    ['nothing', { body: '' }],
  ])('that answers %s is malformed, and may be billed', async (_, answer) => {
    expect(await failing(answer)).toMatchObject({ kind: 'malformed', used: 'unknown' });
  });

  it.each([
    [-1, 5],
    [1e12, 5],
    ['many', 5],
    [1.5, 5],
    [null, 5],
  ])('that counts %j and %j is not believed', async (input, output) => {
    expect(await failing(wire.counted(input, output))).toMatchObject({ kind: 'malformed', used: 'unknown' });
  });

  it('may put its JSON into a block of code, which is for whoever reads it', async () => {
    const fenced = '```json\n{"findings":[]}\n```';
    expect(await ask(wire.answered(fenced))).toMatchObject({ text: fenced });
  });

  it.each<[string, Behave]>([
    ['never answers', () => undefined],
    [
      'never ends its answer',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    ],
    [
      'answers a sign at a time',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('that %s is timed out, and may be billed', async (_, behave) => {
    expect(await failing(behave, { withinMs: 200 })).toMatchObject({ kind: 'timed-out', used: 'unknown' });
  });

  it('is given up when whoever asks does', async () => {
    const leave = new AbortController();
    const asked = failing(() => leave.abort(), { signal: leave.signal });
    expect(await asked).toMatchObject({ kind: 'timed-out' });
  });

  it('that answers without end is malformed', async () => {
    const behave: Behave = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () => {
        while (response.writable && response.write(Buffer.alloc(64 * 1024, ' ')));
      };
      response.on('drain', more);
      more();
    };
    expect(await failing(behave)).toMatchObject({ kind: 'malformed', used: 'unknown' });
  });

  it('that breaks off is unavailable, and may be billed', async () => {
    const torn: Behave = (response) => {
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
        .write('{"a":');
      setImmediate(() => response.destroy());
    };
    for (const behave of [torn, (response: Parameters<Behave>[0]) => response.destroy()])
      expect(await failing(behave)).toMatchObject({ kind: 'unavailable', used: 'unknown' });
  });

  it('that is not there is unavailable', async () => {
    const gone = await startModelService();
    await gone.stop();
    const asked = wire
      .model(gone.url)
      .ask(prompt, { maxOutputTokens: 7, withinMs: 30_000, signal: new AbortController().signal });
    await expect(asked).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it.each([[301], [302], [307], [308]])('that sends elsewhere by HTTP %i is not followed', async (status) => {
    elsewhere.answer(wire.answered('{"findings":[]}'));
    const error = await failing({ status, headers: { location: `${elsewhere.url}/x` }, body: '' });
    expect(error.kind).toBe('forbidden');
    expect(elsewhere.requests).toEqual([]);
  });
});
