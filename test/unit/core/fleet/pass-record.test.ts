import { describe, expect, it } from 'vitest';
import type { HostAction } from '../../../../core/fleet/decide-host.ts';
import { newsOf } from '../../../../core/fleet/pass-record.ts';
import { hostOf } from '../../../support/sessions.ts';

const FIRST = { startedAt: 5, reason: 'why', steps: [] };
const after = hostOf({ hostId: 'i-1', sessionId: 's', state: 'ready', revision: 4, stateAt: 7 });

describe('what is told of an act on a host', () => {
  it.each<[HostAction, string | undefined]>([
    ['open', 'host.ready'],
    ['suspect', 'host.suspect'],
    ['reject', 'host.rejected'],
    ['record-gone', 'host.terminated'],
    ['terminate', undefined],
    ['note', undefined],
    ['examine', undefined],
  ])('%s: the event is %s', (action, type) => {
    expect(newsOf(action, 'why', hostOf(), after)).toEqual({
      failed: false,
      ...(type === undefined
        ? {}
        : { event: { eventId: 'i-1:4', sessionId: 's', at: 7, type, hostId: 'i-1', reason: 'why' } }),
    });
  });

  it('is that the host failed when a recovery begins with it, the first or another', () => {
    const failed = (was: (typeof FIRST)[] | undefined, is: (typeof FIRST)[]) =>
      newsOf(
        'terminate',
        'why',
        hostOf(was === undefined ? {} : { recoveries: was }),
        hostOf({ recoveries: is }),
      ).failed;
    expect(failed(undefined, [FIRST])).toBe(true);
    expect(failed([FIRST], [FIRST, { ...FIRST, startedAt: 9 }])).toBe(true);
    expect(failed([FIRST], [FIRST])).toBe(false);
  });
});
