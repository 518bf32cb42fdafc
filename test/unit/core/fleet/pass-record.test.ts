import { describe, expect, it } from 'vitest';
import type { HostAction } from '../../../../core/fleet/decide-host.ts';
import type { Host } from '../../../../core/fleet/host.ts';
import { newsOf } from '../../../../core/fleet/pass-record.ts';

const before = (state: Host['state']) => ({ hostId: 'i-1', state, revision: 3 }) as Host;
const after = { hostId: 'i-1', sessionId: 's', state: 'ready', revision: 4, stateAt: 7 } as Host;

describe('what is told of an act on a host', () => {
  it.each<[HostAction, Host['state'], boolean, string | undefined]>([
    ['open', 'examining', false, 'host.ready'],
    ['suspect', 'ready', true, 'host.suspect'],
    ['reject', 'examining', true, 'host.rejected'],
    ['reject', 'rejected', true, 'host.rejected'],
    ['record-gone', 'ready', true, 'host.terminated'],
    ['record-gone', 'draining', false, 'host.terminated'],
    ['record-gone', 'rejected', false, 'host.terminated'],
    ['terminate', 'ready', false, undefined],
    ['note', 'ready', false, undefined],
    ['examine', 'booting', false, undefined],
  ])('%s of one that was %s: failed is %s, event is %s', (action, state, failed, type) => {
    expect(newsOf(action, 'why', before(state), after)).toEqual({
      failed,
      ...(type === undefined
        ? {}
        : { event: { eventId: 'i-1:4', sessionId: 's', at: 7, type, hostId: 'i-1', reason: 'why' } }),
    });
  });
});
