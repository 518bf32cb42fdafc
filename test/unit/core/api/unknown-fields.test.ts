import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { sessionBooking } from '../../../../core/api/booking.ts';
import { faultsOf } from '../../../../core/api/problem-details.ts';
import type { Route } from '../../../../core/api/route.ts';
import { routes } from '../../../../core/api/routes.ts';

const faults = (schema: z.ZodType, value: unknown) => {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : faultsOf(parsed.error.issues, schema);
};

describe('a field that nobody knows', () => {
  const booking = {
    name: 'Final',
    durationMinutes: 60,
    problems: [{ problemId: 'sum' }],
    roster: [{ participantId: 'p01' }],
  };

  it.each([
    [{ closeAt: 'x' }, 'closeAt', 'closesAt'],
    [{ duration: 5 }, 'duration', 'durationMinutes'],
    [
      { roster: [{ participantId: 'p01', extra_time_minutes: 5 }] },
      'roster[0].extra_time_minutes',
      'extraTimeMinutes',
    ],
    [{ deployment: { kind: 'fleet', host: 2 } }, 'deployment.host', 'hosts'],
    [{ policy: { testcases: 'run-all' } }, 'policy.testcases', 'testCases'],
    [{ problems: [{ problemId: 'sum', lable: 'A' }] }, 'problems[0].lable', 'label'],
  ])('is named, with the one that was meant: %j', (changes, field, meant) => {
    expect(faults(sessionBooking, { ...booking, ...changes })).toEqual([
      { field, detail: `is not known here; did you mean ${meant}?` },
    ]);
  });

  it('gets no guess when none is near', () => {
    expect(faults(sessionBooking, { ...booking, colour: 'red' })).toEqual([
      { field: 'colour', detail: 'is not known here' },
    ]);
  });
});

describe('the route table', () => {
  const loose = (schema: z.ZodType, path: string): string[] => {
    const { def } = schema as unknown as {
      def: {
        type: string;
        innerType?: z.ZodType;
        element?: z.ZodType;
        options?: z.ZodType[];
        catchall?: z.ZodType;
      };
    };
    if (def.type === 'object') {
      const inner = Object.entries((schema as z.ZodObject).shape).flatMap(([name, field]) =>
        loose(field as z.ZodType, `${path}.${name}`),
      );
      return def.catchall === undefined ? [path, ...inner] : inner;
    }
    return [def.innerType, def.element, ...(def.options ?? [])].flatMap((one) =>
      one === undefined ? [] : loose(one, path),
    );
  };

  it('has no body and no query that swallows what it does not know', () => {
    const found = (Object.entries(routes) as [string, Route][]).flatMap(([name, { body, query }]) => [
      ...(body === undefined ? [] : loose(body, `${name} body`)),
      ...(query === undefined ? [] : loose(query, `${name} query`)),
    ]);
    expect(found).toEqual([]);
  });
});
