import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../../../core/exam/session-event.ts';
import { announceSignals } from '../../../../core/security/announce-signals.ts';
import { raiseSignal } from '../../../../core/security/raise-signal.ts';
import {
  DEFAULT_SIGNALS,
  MAX_TOLD,
  SIGNAL_KINDS,
  SIGNAL_WINDOW_MS,
  type Sign,
} from '../../../../core/security/security-signal.ts';
import { MemorySignalStore } from '../../../support/memory/signal-store.ts';
import { EPOCH } from '../../../support/sessions.ts';

const sign = (more: Partial<Sign> = {}): Sign => ({
  kind: 'forged-output',
  subject: 'participant ada',
  sessionId: 'S1',
  at: EPOCH,
  evidence: 'submission 1: something else stood there',
  count: 1,
  ...more,
});

/** A store, what was published from it, and how to tell of what is in it. */
function newWorld() {
  const signals = new MemorySignalStore();
  const published: SessionEvent[] = [];
  const lost: Sign[] = [];
  const onSignalLost = (one: Sign) => void lost.push(one);
  const announce = async (now = EPOCH) =>
    await announceSignals({
      clock: { now: () => now, sleep: async () => undefined },
      events: { publish: async (events) => void published.push(...events) },
      signals,
      signalPolicy: DEFAULT_SIGNALS,
    });
  const raise = async (more: Partial<Sign> = {}) => await raiseSignal(sign(more), { signals, onSignalLost });
  return { signals, published, lost, onSignalLost, announce, raise };
}

describe('security signals', () => {
  it('are told once, with what was seen, however often it goes on in the hour', async () => {
    const { published, announce, raise } = newWorld();
    await raise();
    await raise({ at: EPOCH + 10, evidence: 'another' });
    expect(await announce(EPOCH + 20)).toBe(1);
    await raise({ at: EPOCH + 30 });
    expect(await announce(EPOCH + 40)).toBe(0);
    expect(published).toEqual([
      {
        type: 'security.signal',
        eventId: expect.stringMatching(/^signal:\d+:forged-output:[0-9a-f]{16}$/),
        sessionId: 'S1',
        at: EPOCH,
        kind: 'forged-output',
        severity: 'high',
        what: SIGNAL_KINDS['forged-output'].what,
        subject: 'participant ada',
        count: 2,
        evidence: 'submission 1: something else stood there',
      },
    ]);
    await raise({ at: EPOCH + SIGNAL_WINDOW_MS });
    expect(await announce(EPOCH + SIGNAL_WINDOW_MS)).toBe(1);
  });

  it('are told again with the same ids where somebody died before it was taken down', async () => {
    const { signals, published, announce, raise } = newWorld();
    await raise();
    const died = announceSignals({
      clock: { now: () => EPOCH, sleep: async () => undefined },
      events: { publish: async (events) => void published.push(...events) },
      signals: {
        listSince: (windowAt, policy) => signals.listSince(windowAt, policy),
        noteTold: async () => Promise.reject(new Error('died')),
      },
      signalPolicy: DEFAULT_SIGNALS,
    });
    await expect(died).rejects.toThrow('died');
    await announce();
    expect(published).toHaveLength(2);
    expect(published[0]).toEqual(published[1]);
  });

  it('make nothing of a batch that breaks off, as any does whose supervisor is out of memory, until it is one of many', async () => {
    const { published, announce, raise } = newWorld();
    for (let time = 1; time < DEFAULT_SIGNALS.cutOutputs; time++) await raise({ kind: 'cut-output' });
    expect(await announce()).toBe(0);
    await raise({ kind: 'cut-output' });
    expect(await announce()).toBe(1);
    expect(published).toMatchObject([{ kind: 'cut-output', count: DEFAULT_SIGNALS.cutOutputs }]);
  });

  it('flood nobody: of an hour no more than a few of a severity are told', async () => {
    const { published, announce, raise } = newWorld();
    for (let n = 0; n < 3 * MAX_TOLD; n++) {
      await raise({ kind: 'forbidden', subject: `caller ${n}` });
      await raise({ kind: 'forged-output', subject: `participant ${n}` });
    }
    for (let time = 0; time < 5; time++) await announce();
    expect(published).toMatchObject([
      ...Array.from({ length: MAX_TOLD }, () => ({ severity: 'high' })),
      ...Array.from({ length: MAX_TOLD }, () => ({ severity: 'low' })),
    ]);
    expect(new Set(published.map(({ eventId }) => eventId)).size).toBe(2 * MAX_TOLD);
  });

  it.each([
    { kind: 'broken-seal', severity: 'critical', flood: ['forbidden', 'forged-output', 'broken-seal'] },
    { kind: 'forged-output', severity: 'high', flood: ['forbidden', 'bad-token', 'wrong-code'] },
  ] as const)(
    'that are $severity are told whatever else filled the hour',
    async ({ kind, severity, flood }) => {
      const { published, announce, raise } = newWorld();
      for (const other of flood)
        for (let n = 0; n < 3 * MAX_TOLD; n++) await raise({ kind: other, subject: `caller ${n}` });
      await announce();
      published.length = 0;
      await raise({ kind, subject: 'host i-1' });
      expect(await announce()).toBe(1);
      expect(published).toMatchObject([{ kind, severity, subject: 'host i-1' }]);
    },
  );

  it('hold nothing that means anything to a page, a terminal or a chat, whatever they were made of', async () => {
    const { signals, raise } = newWorld();
    await raise({
      subject: 'participant <b>ada</b>',
      evidence: '\u001b[2J<!channel> [x](http://y) `rm`\u202e\n& *|',
    });
    expect(await signals.listSince(0, DEFAULT_SIGNALS)).toMatchObject([
      { subject: 'participant ?b?ada?/b?', evidence: '??2J??channel? ?x?(http://y) ?rm?? ? ??' },
    ]);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 2_000 }), async (text) => {
        const world = newWorld();
        await world.raise({ subject: text, evidence: text });
        const [kept] = await world.signals.listSince(0, DEFAULT_SIGNALS);
        for (const said of [kept!.subject, kept!.evidence]) {
          expect(said).not.toMatch(/[<>&`[\]*|\\\p{C}\p{Zl}\p{Zp}]/u);
          expect(said.length).toBeLessThanOrEqual(300);
        }
      }),
    );
  });

  it('end nothing that was going on where they cannot be kept', async () => {
    const { lost, onSignalLost } = newWorld();
    const signals = { raise: async () => Promise.reject(new Error('no table')) };
    await raiseSignal(sign(), { signals, onSignalLost });
    expect(lost).toMatchObject([{ kind: 'forged-output' }]);
  });
});
