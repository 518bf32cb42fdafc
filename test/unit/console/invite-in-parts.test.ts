import { expect, it } from 'vitest';
import { createInviter } from '../../../console/staff/invite-in-parts.ts';

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

/** An API that answers when it is let. */
function makeInviter() {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const found: string[] = [];
  const inviter = createInviter(
    async ({ participantIds, dryRun }) => {
      asked.push(`${dryRun ? 'look' : 'invite'} ${participantIds[0]} ${participantIds.length}`);
      await new Promise<void>((resolve) => void waiting.push(resolve));
      return participantIds.map((participantId) => ({
        participantId,
        outcome: dryRun ? ('none' as const) : ('invited' as const),
      }));
    },
    {
      found: (items) => void found.push(...items.map(({ participantId }) => participantId)),
      progress: () => undefined,
    },
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const answer = async () => {
    await settle();
    waiting.shift()?.();
    await settle();
  };
  return { inviter, asked, found, answer };
}

it('invites everybody, also when the roster grows meanwhile and is looked at', async () => {
  const { inviter, asked, found, answer } = makeInviter();
  const inviting = inviter.invite(names('a', 60));
  await answer();
  const looking = inviter.look(names('b', 2));
  for (let calls = 0; calls < 3; calls++) await answer();
  await Promise.all([inviting, looking]);
  expect(asked).toEqual(['invite a0 25', 'invite a25 25', 'invite a50 10', 'look b0 2']);
  expect(found).toHaveLength(62);
});

it('lets an older look end for a newer one, but never before an invitation that came between', async () => {
  const { inviter, asked, answer } = makeInviter();
  const all = [inviter.look(names('a', 60)), inviter.invite(['z']), inviter.look(names('b', 1))];
  for (let calls = 0; calls < 3; calls++) await answer();
  await Promise.all(all);
  expect(asked).toEqual(['invite z 1', 'look b0 1']);
});

it('never ends an invitation as if it were done', async () => {
  const { inviter, asked, found, answer } = makeInviter();
  const inviting = inviter.invite(names('a', 60));
  const failed = expect(inviting).rejects.toThrow();
  await answer();
  inviter.end();
  await answer();
  await failed;
  expect(asked).toEqual(['invite a0 25', 'invite a25 25']);
  expect(found).toHaveLength(25);
});
