import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NDJSON } from '../../../core/api/bulk.ts';
import { describeApi, type Examples } from '../../../core/api/openapi.ts';
import type { Route } from '../../../core/api/route.ts';
import { routes } from '../../../core/api/routes.ts';
import { MANIFEST } from '../../support/manifest.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';
import { requestFor } from './route-requests.ts';

const FILE = fileURLToPath(new URL('../../../core/api/examples.json', import.meta.url));
// UPDATE_EXAMPLES=1 npx vitest run --project contract test/contract/api/examples.test.ts; npm run format
const updating = process.env['UPDATE_EXAMPLES'] === '1';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

let world: ApiWorld;
const recorded: Record<string, { body?: unknown; answer: unknown }> = {};
beforeAll(async () => {
  world = await makeApiWorld();
  const [sample, figure] = await Promise.all([Buffer.from('1 1\n'), PNG].map(store));
  await world.addProblem('sum', {
    testCases: MANIFEST.testCases.map((one) => ({ ...one, inputHash: sample!, answerHash: sample! })),
    attachments: [{ name: 'figure.png', hash: figure!, bytes: PNG.byteLength }],
  });
});

/** Stores bytes as the importer does. @returns their hash */
async function store(bytes: Buffer): Promise<string> {
  const hash = createHash('sha256').update(bytes).digest('hex');
  await world.objects.put(hash, bytes);
  return hash;
}
afterAll(async () => {
  await world.stop();
  if (updating) writeFileSync(FILE, `${JSON.stringify(recorded, null, 2)}\n`);
});

const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true, email: true, uri: true } });
const document = describeApi() as { paths: Record<string, Record<string, unknown>> };
ajv.addSchema(document, 'api');

/** Faults of a value against the schema at a place of the document. */
function faultsAt(place: readonly string[], value: unknown): unknown {
  const pointer = place.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
  const validate = ajv.compile({ $ref: `api#/${pointer.join('/')}` });
  return validate(value) ? [] : validate.errors;
}

const operationOf = (route: Route) => ['paths', route.path, route.method.toLowerCase()];
const json = ['content', 'application/json', 'schema'];
const lines = ['content', NDJSON, 'schema', 'x-line'];

function faultsOfLines(route: Route, answer: unknown): unknown {
  const place = [...operationOf(route), 'responses', String(route.status), ...lines];
  return String(answer)
    .trim()
    .split('\n')
    .flatMap((line) => faultsAt(place, JSON.parse(line)));
}

describe('every operation', () => {
  it.each(Object.entries(routes) as [string, Route][])(
    '%s answers what its schema says',
    async (name, route) => {
      const role =
        route.roles === 'anyone' || route.seat === true
          ? 'participant'
          : (['instructor', 'participant', 'operator'] as const).find((one) => route.roles.includes(one))!;
      const groups = [role];
      const { path, ...asked } = await requestFor(world, route);
      const { body } = asked;
      const as = groups[0] === 'instructor' ? 'ada' : 'p01';
      const answer = await world.request(route.method, path, { as, groups, ...asked });
      expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: route.status });
      if (answer.body === undefined) {
        expect(route.documents).toContain(answer.headers['content-type']?.split(';')[0]);
        if (route.documents?.includes(NDJSON)) {
          expect(faultsOfLines(route, answer.text)).toEqual([]);
          recorded[name] = { ...(asked.raw && { body: asked.raw }), answer: answer.text };
        }
        return;
      }
      expect(
        faultsAt([...operationOf(route), 'responses', String(route.status), ...json], answer.body),
      ).toEqual([]);
      // The document itself is no example of itself.
      if (name !== 'getOpenApi') recorded[name] = { ...(body && { body }), answer: answer.body };
    },
  );
});

describe('the examples of the document', () => {
  it.skipIf(updating)('are there for every operation, and hold against their schemas', () => {
    const examples = JSON.parse(readFileSync(FILE, 'utf8')) as Examples;
    for (const [name, route] of Object.entries(routes) as [string, Route][]) {
      if (['getOpenApi', 'getReport'].includes(name)) continue;
      const example = examples[name];
      expect(example, `${name} has no example: UPDATE_EXAMPLES=1`).toBeDefined();
      if (route.documents?.includes(NDJSON)) {
        expect(faultsOfLines(route, example?.answer)).toEqual([]);
        continue;
      }
      const operation = operationOf(route);
      expect(
        faultsAt([...operation, 'responses', String(route.status), ...json], example?.answer),
        name,
      ).toEqual([]);
      if (route.body !== undefined)
        expect(faultsAt([...operation, 'requestBody', ...json], example?.body), name).toEqual([]);
    }
  });
});
