import { expect, it } from 'vitest';
import { refuse } from '../../../../lambdas/api/respond.ts';

const named = (name: string) => Object.assign(new Error('secret words'), { name });

function answer(error: unknown) {
  const logged: string[] = [];
  const log = (level: string) => (event: string) => void logged.push(`${level} ${event}`);
  const response = refuse(error, 'r-1', { info: log('info'), warn: log('warn'), error: log('error') });
  return { status: response.statusCode, headers: response.headers, body: response.body, logged };
}

it.each(['ThrottlingException', 'TimeoutError', 'TransactionConflictException'])(
  'asks to come back after what may go right a moment later: %s',
  (name) => {
    expect(answer(named(name))).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      logged: ['warn request.failed'],
    });
  },
);

it.each(['AccessDeniedException', 'ResourceNotFoundException', 'ValidationException', 'TypeError'])(
  'tells what needs a person as a failure of ours, and not how: %s',
  (name) => {
    const { status, body, logged } = answer(named(name));
    expect({ status, logged }).toEqual({ status: 500, logged: ['error request.failed'] });
    expect(body).not.toContain('secret words');
  },
);
