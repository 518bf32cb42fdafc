import { describe, expect, it } from 'vitest';
import { ringAgain } from '../../../../core/submissions/ring-again.ts';
import {
  standingJudgesOf,
  standingSlotsOf,
  tokenParameterOf,
} from '../../../../core/submissions/standing-slots.ts';
import { MemorySlotStore } from '../../../support/memory/slot-store.ts';
import { MemorySubmissionStore } from '../../../support/memory-submission-store.ts';
import { EPOCH, sessionOf } from '../../../support/sessions.ts';
import { queuedOf, submissionIdOf } from '../../../support/submissions.ts';

const direct = sessionOf({
  deployment: { kind: 'direct', judges: [{ url: 'http://lab', tokenParameter: '/judges/lab', slots: 2 }] },
});
const [lab] = standingJudgesOf(direct);
const slotsOfLab = () =>
  standingSlotsOf(direct.sessionId, lab!, { batchLanguages: ['javascript'], singleLanguages: ['c'] });

async function ring(session = sessionOf(), waiting = 3, slots = new MemorySlotStore()) {
  const submissions = new MemorySubmissionStore();
  for (let number = 0; number < waiting; number++)
    await submissions.accept(queuedOf({ submissionId: submissionIdOf(number) }), { source: 's' });
  const rung: string[] = [];
  const doorbell = { ring: async ({ deployment }: { deployment: string }) => void rung.push(deployment) };
  await ringAgain(session, { submissions, slots, doorbell }, EPOCH);
  return rung;
}

describe('ringing again', () => {
  it('does not ring while no slot is free', async () => {
    expect(await ring()).toEqual([]);
  });

  it('rings once a free slot', async () => {
    const slots = new MemorySlotStore();
    const [slot] = slotsOfLab();
    await slots.open([
      { ...slot!, number: 0 },
      { ...slot!, number: 1 },
      { ...slot!, number: 2 },
    ]);
    await slots.take({ ...slot!, number: 0 }, 'l', EPOCH + 1_000, EPOCH);
    expect(await ring(sessionOf(), 3, slots)).toEqual(['fleet', 'fleet']);
    expect(await ring(sessionOf(), 1, slots)).toEqual(['fleet']);
    expect(await ring(sessionOf(), 0, slots)).toEqual([]);
  });

  it('rings for judges that somebody keeps, though no executor has opened their slots yet', async () => {
    expect(await ring(direct)).toEqual(['direct', 'direct']);
  });
});

describe('the slots of judges that somebody keeps', () => {
  it('carry no token, but lead to its parameter', () => {
    const [slot] = slotsOfLab();
    expect(slotsOfLab()).toHaveLength(2);
    expect(slot).toMatchObject({ hostId: 'judge-1', url: 'http://lab', token: '', singleLanguages: ['c'] });
    expect(tokenParameterOf(direct, slot!)).toBe('/judges/lab');
    expect(standingJudgesOf(sessionOf())).toEqual([]);
    expect(tokenParameterOf(sessionOf(), slot!)).toBeUndefined();
  });
});
