import { expect, it } from 'vitest';
import { causesOfSession } from '../../../../core/alerts/find-causes.ts';
import { sessionOf } from '../../../support/sessions.ts';

const reasons = [
  { part: 'fleet', key: 'without-hosts', weight: 'bad', text: 'no host judges' },
] as const satisfies Parameters<typeof causesOfSession>[1];

it('finds causes of alerts in an exam, and none in a rehearsal, where things may be broken on purpose', () => {
  expect(causesOfSession(sessionOf(), reasons)).toMatchObject([{ severity: 'critical' }]);
  expect(causesOfSession(sessionOf({ rehearsal: true }), reasons)).toEqual([]);
});
