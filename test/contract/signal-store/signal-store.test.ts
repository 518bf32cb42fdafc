import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoSignalStore } from '../../../adapters/dynamodb/signal-store.ts';
import { DEFAULT_SIGNALS, SIGNAL_WINDOW_MS, type Sign } from '../../../core/security/security-signal.ts';
import { MAX_LISTED, type SignalStore } from '../../../core/security/signal-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemorySignalStore } from '../../support/memory/signal-store.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const implementations: [string, () => Promise<SignalStore>][] = [
  ['DynamoDB', async () => new DynamoSignalStore(await dynamo.createTable('sessions'))],
  ['memory', async () => new MemorySignalStore()],
];

const WINDOW = 480_000 * SIGNAL_WINDOW_MS;
const sign = (more: Partial<Sign> = {}): Sign => ({
  kind: 'forged-output',
  subject: 'participant ada',
  sessionId: 'S1',
  at: WINDOW + 5,
  evidence: 'the first',
  count: 1,
  ...more,
});

describe.each(implementations)('signal store on %s', (_, make) => {
  it('makes one signal of what one subject does in a window, whoever adds to it', async () => {
    const store = await make();
    await store.raise(sign());
    await Promise.all(
      [1, 2, 3].map((n) => store.raise(sign({ at: WINDOW + 9, evidence: 'more', count: n }))),
    );
    expect(await store.listSince(WINDOW, DEFAULT_SIGNALS)).toEqual([
      {
        kind: 'forged-output',
        subject: 'participant ada',
        sessionId: 'S1',
        windowAt: WINDOW,
        firstAt: WINDOW + 5,
        lastAt: WINDOW + 9,
        count: 7,
        evidence: 'the first',
        latest: 'more',
      },
    ]);
  });

  it('tells subjects, kinds, sessions and windows apart, the latest window first', async () => {
    const store = await make();
    const { sessionId: _none, ...ofStage } = sign({ kind: 'forbidden' });
    await store.raise(ofStage);
    for (const other of [
      {},
      { subject: 'participant bob' },
      { sessionId: 'S2' },
      { kind: 'hostile-submission' as const },
      { at: WINDOW + SIGNAL_WINDOW_MS },
    ])
      await store.raise(sign(other));
    const listed = await store.listSince(WINDOW, DEFAULT_SIGNALS);
    expect(listed).toHaveLength(6);
    expect(listed[0]).toMatchObject({ windowAt: WINDOW + SIGNAL_WINDOW_MS });
    expect(listed.filter(({ sessionId }) => sessionId === undefined)).toMatchObject([{ kind: 'forbidden' }]);
    expect(await store.listSince(WINDOW + 1, DEFAULT_SIGNALS)).toHaveLength(1);
  });

  it('remembers what was told, and goes on counting', async () => {
    const store = await make();
    await store.raise(sign());
    const [signal] = await store.listSince(WINDOW, DEFAULT_SIGNALS);
    await store.noteTold(signal!, WINDOW + 60_000);
    await store.raise(sign());
    expect(await store.listSince(WINDOW, DEFAULT_SIGNALS)).toMatchObject([
      { count: 2, toldAt: WINDOW + 60_000 },
    ]);
  });

  it('reads no more than it says, however many there are', async () => {
    const store = await make();
    for (let n = 0; n < MAX_LISTED + 5; n++) await store.raise(sign({ subject: `participant ${n}` }));
    expect(await store.listSince(0, DEFAULT_SIGNALS)).toHaveLength(MAX_LISTED);
  });

  it('hides nothing behind many that are lighter, nor behind what is not raised', async () => {
    const store = await make();
    const participants = Array.from({ length: MAX_LISTED + 5 }, (_, n) => `participant ${n}`);
    await store.raise(sign({ kind: 'broken-seal', subject: 'host i-1' }));
    await store.raise(
      sign({ kind: 'cut-output', subject: 'participant', count: DEFAULT_SIGNALS.cutOutputs }),
    );
    for (const subject of participants) await store.raise(sign({ subject, at: WINDOW + SIGNAL_WINDOW_MS }));
    for (const subject of participants) await store.raise(sign({ kind: 'cut-output', subject }));
    const listed = await store.listSince(WINDOW, DEFAULT_SIGNALS);
    expect(listed).toHaveLength(MAX_LISTED + 2);
    expect(listed.filter(({ kind }) => kind !== 'forged-output')).toMatchObject([
      { kind: 'broken-seal', subject: 'host i-1' },
      { kind: 'cut-output', subject: 'participant' },
    ]);
  });
});
