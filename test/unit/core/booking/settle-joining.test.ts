import { expect, it } from 'vitest';
import { settleJoining } from '../../../../core/booking/settle-joining.ts';
import type { Session } from '../../../../core/exam/session.ts';
import { MemorySessionStore } from '../../../support/memory/session-store.ts';
import { joiningInMemory } from '../../../support/memory-join-store.ts';
import { EPOCH, sessionOf } from '../../../support/sessions.ts';

const code = 'ABCDEFGH';
const MINUTE = 60_000;

it.each<[string, Partial<Session> | undefined, number, boolean]>([
  ['of a booking that is being written is kept', undefined, MINUTE - 1, false],
  ['of a booking that died is free', undefined, MINUTE, true],
  ['of a session that has it is kept', { join: { code } }, 2 * MINUTE, false],
  ['that a session is about to have is kept', {}, MINUTE - 1, false],
  ['that a session has no more is free', {}, MINUTE, true],
  ['of a cancelled session is free', { join: { code }, cancelledAt: EPOCH + 1 }, 2, true],
  ['of a session that is being restored is kept', { join: { code }, cancelledAt: EPOCH - 1 }, 2, false],
])('a code %s', async (_, holder, afterMs, free) => {
  const sessions = new MemorySessionStore();
  const ports = {
    ...joiningInMemory(),
    sessions,
    clock: { now: () => EPOCH + afterMs, sleep: async () => {} },
  };
  await ports.joins.claimCode(code, 'holder', EPOCH);
  if (holder !== undefined) await sessions.create({ ...sessionOf(), sessionId: 'holder', ...holder }, []);
  expect(await settleJoining('other', { code }, ports)).toMatchObject(
    free ? { joining: { code } } : { fault: { field: 'join.code' } },
  );
});
