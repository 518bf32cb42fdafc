import * as z from 'zod';
import type { Route } from './route.ts';
import * as system from './system.ts';

const anyJson = z.record(z.string(), z.unknown());

/** What anybody may ask before there is a token, by its name. */
export const systemRoutes = {
  getHealth: {
    method: 'GET',
    path: '/v1/health',
    roles: 'anyone',
    summary: 'Whether the API answers',
    status: 200,
    answer: system.health,
  },
  getConfig: {
    method: 'GET',
    path: '/v1/config',
    roles: 'anyone',
    summary: 'What a client needs to log in',
    status: 200,
    etag: 'content',
    answer: system.clientConfig,
  },
  getOpenApi: {
    method: 'GET',
    path: '/v1/openapi.json',
    roles: 'anyone',
    summary: 'This API as OpenAPI 3.1',
    status: 200,
    etag: 'content',
    answer: anyJson,
  },
  listErrors: {
    method: 'GET',
    path: '/v1/errors',
    roles: 'anyone',
    summary: 'Every problem type with its status',
    status: 200,
    etag: 'content',
    answer: system.errorList,
  },
} as const satisfies Record<string, Route>;
