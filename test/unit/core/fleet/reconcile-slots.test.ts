import { describe, expect, it } from 'vitest';
import type { HostExamination } from '../../../../core/examination/examination.ts';
import type { Host } from '../../../../core/fleet/host.ts';
import { reconcileSlots } from '../../../../core/fleet/reconcile-slots.ts';
import { scaleTime } from '../../../../core/submissions/scale-time.ts';
import { MemorySlotStore } from '../../../support/memory/slot-store.ts';
import { EPOCH, hostOf, sessionOf } from '../../../support/sessions.ts';

const { sessionId } = sessionOf();
const examination: HostExamination = {
  passed: true,
  reason: 'known programs got their known verdicts',
  examinedAt: EPOCH,
  batchLanguages: ['javascript'],
  singleLanguages: [],
  notJudged: [],
  sandbox: 'no way out of the sandbox',
  longestCallMs: 245_000,
  architecture: 'x86_64',
};
const host = (hostId: string, speedFactor: number, changes: Partial<Host> = {}): Host =>
  hostOf({
    hostId,
    state: 'ready',
    slots: 1,
    url: `http://${hostId}`,
    examination: { ...examination, speedFactor },
    milestones: { examinedAt: EPOCH },
    ...changes,
  });

describe('how fast hosts are, as their slots tell', () => {
  it('follows what is measured, and remembers the fastest that has judged', async () => {
    const slots = new MemorySlotStore();
    const tell = async (...hosts: Host[]) => {
      await reconcileSlots(sessionId, hosts, { slots, hosts: { listHosts: async () => hosts } });
      const open = await slots.list(sessionId);
      return Object.fromEntries(open.map((slot) => [slot.hostId, scaleTime(slot, open)]));
    };
    const slow = host('i-slow', 1.5);
    expect(await tell(slow)).toEqual({ 'i-slow': 1 });
    // A faster one opens later: the slow one's slots, which somebody may hold, tell it as well.
    const [held] = await slots.list(sessionId);
    await slots.take(held!, 'holder', EPOCH + 20_000, EPOCH);
    const fast = host('i-fast', 1);
    expect(await tell(slow, fast)).toEqual({ 'i-slow': 1.5, 'i-fast': 1 });
    expect((await slots.list(sessionId))[0]).toMatchObject({ holder: { leaseId: 'holder' } });
    // It goes, and a program on the slow one has the same time as before.
    const gone = host('i-fast', 1, { state: 'terminated', terminatedAt: EPOCH });
    expect(await tell(slow, gone)).toEqual({ 'i-slow': 1.5 });
    const drifted = host('i-slow', 1.5, { drift: { share: 1.3, at: EPOCH } });
    expect(await tell(drifted, gone)).toEqual({ 'i-slow': 1.95 });
    expect(await slots.list(sessionId)).toMatchObject([{ speedFactor: 1.95, fastestFactor: 1 }]);
  });

  it('counts no host that never judged, and says nothing where nothing was measured', async () => {
    const slots = new MemorySlotStore();
    const { milestones: _, ...rejected } = host('i-bad', 0.5, { state: 'rejected' });
    const hosts = [
      host('i-1', 1),
      rejected,
      hostOf({ hostId: 'i-2', state: 'ready', slots: 1, url: 'http://i-2', examination }),
    ];
    await reconcileSlots(sessionId, hosts, { slots, hosts: { listHosts: async () => hosts } });
    const [first, second] = await slots.list(sessionId);
    expect(first).toMatchObject({ speedFactor: 1, fastestFactor: 1 });
    expect(second).not.toHaveProperty('speedFactor');
  });
});
