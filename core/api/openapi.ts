import * as z from 'zod';
import { fullScope, SCOPES, type Scope } from '../exam/machine.ts';
import { NDJSON } from './bulk.ts';
import recorded from './examples.json' with { type: 'json' };
import { PROBLEM_TYPES, type ProblemType, problemDetails } from './problem-details.ts';
import type { Route } from './route.ts';
import { groupOf, ROUTE_GROUPS } from './route-groups.ts';
import { routes } from './routes.ts';
import { scopeOf } from './scope-of.ts';

type Json = Record<string, unknown>;

/** A request and its answer by operation, as the API once gave them (test/contract/api/examples.test.ts records them). */
export type Examples = Readonly<Record<string, { readonly body?: unknown; readonly answer: unknown }>>;
const examples: Examples = recorded;

const COMMON_ERRORS: readonly ProblemType[] = [
  'malformed-request',
  'invalid-request',
  'internal',
  'unavailable',
];

/** Schemas with an id live once, under components. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Record<string, Json>): Json {
  const {
    $schema: _,
    $defs,
    ...json
  } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', reused: 'inline' }) as Json & {
    $defs?: Record<string, Json>;
  };
  for (const [name, definition] of Object.entries($defs ?? {}))
    components[named(name, io)] = relink(definition, io);
  const id = json['id'];
  if (typeof id !== 'string') return relink(json, io);
  components[named(id, io)] = relink(json, io);
  return { $ref: `#/components/schemas/${named(id, io)}` };
}

/** What is sent and what is answered differ where there are defaults: `mergeEqualForms` joins those that do not. */
const INPUT = 'Input';
const named = (id: string, io: 'input' | 'output') => (io === 'input' ? id + INPUT : id);
const outputName = (name: string) => name.slice(0, -INPUT.length);

function relink(value: Json, io: 'input' | 'output'): Json {
  return JSON.parse(
    JSON.stringify(value, (key, inner) => {
      if (key === 'id' && typeof inner === 'string') return undefined;
      if (key === '$ref' && typeof inner === 'string')
        return inner.replace(
          /^#\/\$defs\/(.+)$/,
          (_, name: string) => `#/components/schemas/${named(name, io)}`,
        );
      return inner;
    }),
  );
}

/** Content of newline-delimited JSON: the document's version knows no schema of lines, so that it stands in an extension. */
function linesOf(
  line: z.ZodType,
  io: 'input' | 'output',
  components: Record<string, Json>,
  example: unknown,
): Json {
  return {
    [NDJSON]: {
      schema: { type: 'string', description: 'JSON, one a line', 'x-line': schemaOf(line, io, components) },
      ...(example === undefined ? {} : { example }),
    },
  };
}

function parametersOf(
  place: 'path' | 'query' | 'header',
  schema: z.ZodObject | undefined,
  components: Record<string, Json>,
): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const type = field as z.ZodType;
    return {
      name: place === 'header' ? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()) : name,
      in: place,
      required: place === 'path' || !type.safeParse(undefined).success,
      ...(type.description === undefined ? {} : { description: type.description }),
      schema: schemaOf(type, 'input', components),
    };
  });
}

function errorsOf(route: Route): Json {
  const types = [
    ...new Set<ProblemType>([
      ...COMMON_ERRORS,
      ...(route.roles === 'anyone' ? [] : (['not-logged-in', 'missing-role', 'too-many-requests'] as const)),
      ...(scopeOf(route) === undefined ? [] : (['missing-scope', 'owner-not-allowed'] as const)),
      ...(route.body === undefined ? [] : (['unsupported-media-type', 'too-large'] as const)),
      ...(route.errors ?? []),
    ]),
  ];
  const byStatus = Map.groupBy(types, (type) => PROBLEM_TYPES[type].status);
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      String(status),
      {
        description: names.map((name) => `\`${name}\`: ${PROBLEM_TYPES[name].title}`).join('. '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } } },
      },
    ]),
  );
}

/**
 * The API as an OpenAPI 3.1 document, made from the route table.
 * @param tokenUrl where machines get tokens; absent where there are none
 */
export function describeApi(server = '/', tokenUrl?: string): Json {
  const components: Record<string, Json> = {};
  schemaOf(problemDetails, 'output', components);
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const scope = scopeOf(route);
    const parameters = [
      ...parametersOf('path', route.params, components),
      ...parametersOf('query', route.query, components),
      ...parametersOf('header', route.headers, components),
      ...(scope === undefined || tokenUrl === undefined ? [] : [ON_BEHALF_OF]),
    ];
    const path = paths[route.path] ?? {};
    paths[route.path] = path;
    path[route.method.toLowerCase()] = {
      operationId: name,
      summary: route.summary,
      ...(route.description === undefined ? {} : { description: route.description }),
      tags: [groupOf(route)],
      security:
        route.roles === 'anyone'
          ? []
          : [
              { accessToken: [] },
              ...(scope === undefined || tokenUrl === undefined ? [] : [{ machine: [fullScope(scope)] }]),
            ],
      'x-roles': route.roles === 'anyone' ? [] : route.roles,
      ...(scope === undefined ? {} : { 'x-scope': fullScope(scope) }),
      ...(parameters.length === 0 ? {} : { parameters }),
      ...(route.body === undefined
        ? {}
        : {
            requestBody: {
              required: true,
              content:
                route.ndjson === undefined
                  ? {
                      'application/json': {
                        schema: schemaOf(route.body, 'input', components),
                        ...(examples[name] === undefined ? {} : { example: examples[name].body }),
                      },
                    }
                  : linesOf(route.ndjson, 'input', components, examples[name]?.body),
            },
          }),
      responses: {
        ...Object.fromEntries(
          [route.status, ...(route.otherStatus === undefined ? [] : [route.otherStatus])].map((status) => [
            String(status),
            {
              description: route.summary,
              content: route.documents?.includes(NDJSON)
                ? linesOf(route.answer, 'output', components, examples[name]?.answer)
                : {
                    ...Object.fromEntries(
                      (route.documents ?? []).map((type) => [type, { schema: { type: 'string' } }]),
                    ),
                    'application/json': {
                      schema: schemaOf(route.answer, 'output', components),
                      ...(examples[name] === undefined || status !== route.status
                        ? {}
                        : { example: examples[name].answer }),
                    },
                  },
            },
          ]),
        ),
        ...(route.roles === 'anyone'
          ? {}
          : {
              '401': {
                description: 'No valid access token: answered by the gateway, `{"message":"Unauthorized"}`',
              },
            }),
        ...errorsOf(route),
      },
    };
  }
  return mergeEqualForms({
    openapi: '3.1.0',
    info: {
      title: 'Assize',
      version: '1',
      description: 'Programming exams on Judge0 hosts that exist only while an exam runs.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: server }],
    tags: Object.entries(ROUTE_GROUPS).map(([tag, description]) => ({ name: tag, description })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components).sort(([a], [b]) => a.localeCompare(b))),
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token of the user pool',
        },
        ...(tokenUrl === undefined ? {} : { machine: machineScheme(tokenUrl) }),
      },
    },
  });
}

/** The header of a machine, on every operation that it may ask. */
const ON_BEHALF_OF: Json = {
  name: 'Assize-On-Behalf-Of',
  in: 'header',
  required: false,
  description: 'Of a machine, and of nobody else: the instructor for whom it acts, percent-encoded',
  schema: { type: 'string' },
};

function machineScheme(tokenUrl: string): Json {
  const scopes = Object.entries(SCOPES).map(([name, what]) => [fullScope(name as Scope), what]);
  return {
    type: 'oauth2',
    description: 'A machine, on behalf of an instructor',
    flows: { clientCredentials: { tokenUrl, scopes: Object.fromEntries(scopes) } },
  };
}

/** Drops the input form of every component that is equal to its output form, and points references there. */
function mergeEqualForms<D extends { components: { schemas: Record<string, Json> } }>(document: D): D {
  const { schemas } = document.components;
  const merged = new Set<string>();
  const relinked = (value: unknown) =>
    JSON.stringify(value).replaceAll(/"#\/components\/schemas\/(\w+)"/g, (link, name: string) =>
      merged.has(name) ? `"#/components/schemas/${outputName(name)}"` : link,
    );
  const inputs = Object.keys(schemas).filter((name) => name.endsWith(INPUT));
  // A form can become equal when one that it refers to has: until nothing changes.
  for (let before = -1; before < merged.size; ) {
    before = merged.size;
    for (const name of inputs) {
      const output = schemas[outputName(name)];
      if (output === undefined || relinked(schemas[name]) === relinked(output)) merged.add(name);
    }
  }
  const result = JSON.parse(relinked(document)) as D;
  for (const name of merged) {
    result.components.schemas[outputName(name)] ??= result.components.schemas[name] as Json;
    delete result.components.schemas[name];
  }
  return result;
}
