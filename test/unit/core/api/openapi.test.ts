import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { describeApi } from '../../../../core/api/openapi.ts';
import type { Route } from '../../../../core/api/route.ts';
import { routes } from '../../../../core/api/routes.ts';
import { submissionRequest } from '../../../../core/api/submissions.ts';
import { fullScope, SCOPE_NAMES } from '../../../../core/exam/machine.ts';

interface Operation {
  operationId: string;
  responses: Record<string, unknown>;
  security: unknown[];
  parameters?: { name: string; in: string; required: boolean }[];
}
const document = describeApi() as unknown as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { required?: string[]; examples?: unknown[] }> };
};
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document) as unknown as Record<string, never>);
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('is so with machines, which have the scopes of their routes and say for whom they act', async () => {
    const withMachines = describeApi(
      '/',
      'https://assize-dev.auth.eu-central-1.amazoncognito.com/oauth2/token',
    ) as {
      paths: Record<string, Record<string, Operation>>;
      components: { securitySchemes: { machine: { flows: { clientCredentials: { scopes: object } } } } };
    };
    const validator = new Validator();
    expect((await validator.validate(structuredClone(withMachines) as never)).valid).toBe(true);
    const { scopes } = withMachines.components.securitySchemes.machine.flows.clientCredentials;
    expect(Object.keys(scopes)).toEqual(SCOPE_NAMES.map(fullScope));
    const results = withMachines.paths['/v1/sessions/{sessionId}/results']?.['get'];
    expect(results?.security).toEqual([{ accessToken: [] }, { machine: ['assize/results.read'] }]);
    expect(results?.parameters?.map(({ name }) => name)).toContain('Assize-On-Behalf-Of');
    const submit = withMachines.paths['/v1/sessions/{sessionId}/submissions']?.['post'];
    expect(submit?.security).toEqual([{ accessToken: [] }]);
  });

  it('has every operation of the table once', () => {
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(routes).sort());
  });

  it('refers to schemas that are there, and has none that nobody refers to', () => {
    const text = JSON.stringify(document);
    const referred = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
    expect([...referred].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });

  it('declares the parameters of every path, a token for what is not open, and the errors of everything', () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const { parameters = [], responses, security, operationId } of Object.values(methods)) {
        const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        expect(parameters.filter((one) => one.in === 'path' && one.required).map(({ name }) => name)).toEqual(
          names,
        );
        const route: Route = routes[operationId as keyof typeof routes];
        expect(security.length).toBe(route.roles === 'anyone' ? 0 : 1);
        expect(Object.keys(responses)).toEqual(expect.arrayContaining([String(route.status), '422', '500']));
        if (route.roles !== 'anyone')
          expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403']));
      }
  });

  it('asks callers only for what has no default', () => {
    const { schemas } = document.components;
    expect(schemas['SessionBooking']?.required).toEqual(['name', 'problems']);
    expect(schemas['SubmissionRequest']?.required).toEqual(['problem', 'language']);
  });

  it('shows the ways to submit, each of which the API takes', () => {
    const { examples = [] } = document.components.schemas['SubmissionRequest'] ?? {};
    expect(examples).toHaveLength(3);
    for (const example of examples)
      expect(submissionRequest.safeParse(example)).toMatchObject({ success: true });
  });
});
