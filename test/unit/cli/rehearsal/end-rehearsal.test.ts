import { describe, expect, it } from 'vitest';
import { endRehearsal } from '../../../../cli/rehearsal/hold-rehearsal.ts';
import { type ApiClient, ApiError } from '../../../../core/api/client.ts';

const conflict = () =>
  new ApiError({
    type: '/v1/errors#conflict',
    title: 'Conflict',
    status: 409,
    detail: 'the session changed in between: look again and repeat',
  });

/** An API whose session stands so; acts are refused as often as is said. */
function apiOf(window: 'before' | 'open' | 'closed', refusals: number) {
  const acts: string[] = [];
  let left = refusals;
  const call = async (name: string) => {
    if (name === 'getSession') return { window };
    acts.push(name);
    if (left-- > 0) throw conflict();
    return {};
  };
  return { acts, client: { call } as unknown as ApiClient };
}

const clock = { sleep: async () => undefined };

describe('a rehearsal is ended', () => {
  it('though its session changes while its fleet comes up', async () => {
    const { client, acts } = apiOf('open', 3);
    await endRehearsal({ client, clock }, 's', 'over');
    expect(acts).toEqual(Array(4).fill('endSession'));
  });

  it('by being cancelled before it has begun, and by nothing when it is over', async () => {
    const before = apiOf('before', 0);
    await endRehearsal({ client: before.client, clock }, 's', 'over');
    const over = apiOf('closed', 0);
    await endRehearsal({ client: over.client, clock }, 's', 'over');
    expect([before.acts, over.acts]).toEqual([['cancelSession'], []]);
  });

  it('or says why not, when it is refused for good', async () => {
    const { client, acts } = apiOf('open', Number.POSITIVE_INFINITY);
    await expect(endRehearsal({ client, clock }, 's', 'over')).rejects.toThrow('look again and repeat');
    expect(acts).toHaveLength(10);
  });
});
