import { describe, expect, it } from 'vitest';
import {
  type Dependency,
  type DependencyName,
  HealthWatch,
} from '../../../../core/monitoring/check-health.ts';

/** A clock on which sleeping takes no time of ours. */
function steppedClock() {
  let now = 1_000_000;
  const sleepers: (() => void)[] = [];
  return {
    now: () => now,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        sleepers.push(resolve);
        signal?.addEventListener('abort', () => resolve());
      }),
    advance: (ms: number) => {
      now += ms;
      for (const wake of sleepers.splice(0)) wake();
    },
  };
}

const asked: DependencyName[] = [];
const dependency = (name: DependencyName, needed: boolean, ask: Dependency['ask']): Dependency => ({
  name,
  needed,
  ask: () => {
    asked.push(name);
    return ask();
  },
});
const answers = async () => undefined;
const fails = async () => {
  throw new Error('arn:aws:dynamodb:...:table/secret-name is not there');
};

describe('health', () => {
  it('is ok when everything answers', async () => {
    const watch = new HealthWatch([dependency('sessions', true, answers)], steppedClock(), () => undefined);
    expect(await watch.look()).toEqual({
      status: 'ok',
      at: 1_000_000,
      checks: [{ name: 'sessions', status: 'ok' }],
    });
  });

  it('is degraded by what can be missed, and unavailable by what every request needs', async () => {
    const clock = steppedClock();
    const told: string[] = [];
    const look = (queues: Dependency['ask'], sessions: Dependency['ask']) =>
      new HealthWatch(
        [dependency('sessions', true, sessions), dependency('queues', false, queues)],
        clock,
        (name, error) => void told.push(`${name}: ${error}`),
      ).look();
    expect(await look(fails, answers)).toMatchObject({
      status: 'degraded',
      checks: [{ status: 'ok' }, { name: 'queues', status: 'failing' }],
    });
    expect(await look(fails, fails)).toMatchObject({ status: 'unavailable' });
    // The log is told why; whoever asks is not.
    expect(told[0]).toContain('secret-name');
    expect(JSON.stringify(await look(fails, answers))).not.toContain('secret');
  });

  it('waits two seconds for no answer, and calls it slow', async () => {
    const clock = steppedClock();
    const watch = new HealthWatch(
      [dependency('files', false, () => new Promise(() => undefined)), dependency('sessions', true, answers)],
      clock,
      () => undefined,
    );
    const seen = watch.look();
    for (let turn = 0; turn < 2; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(1_000);
    }
    expect(await seen).toMatchObject({
      status: 'degraded',
      checks: [
        { name: 'files', status: 'slow' },
        { name: 'sessions', status: 'ok' },
      ],
    });
  });

  it('asks once in five seconds however often it is asked, and tells once what goes on failing', async () => {
    const clock = steppedClock();
    const told: DependencyName[] = [];
    const watch = new HealthWatch(
      [dependency('queues', false, fails)],
      clock,
      (name) => void told.push(name),
    );
    asked.length = 0;
    await Promise.all(Array.from({ length: 100 }, () => watch.look()));
    clock.advance(4_999);
    await watch.look();
    expect(asked).toHaveLength(1);
    clock.advance(1);
    await watch.look();
    expect(asked).toHaveLength(2);
    expect(told).toEqual(['queues']);
  });
});
