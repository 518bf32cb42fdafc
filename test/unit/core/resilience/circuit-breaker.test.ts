import { describe, expect, it } from 'vitest';
import { classifyError, ERROR_FAILURES } from '../../../../adapters/errors/classify-error.ts';
import { CircuitBreaker, type CircuitStore } from '../../../../core/resilience/circuit-breaker.ts';
import { MemoryCircuitStore } from '../../../support/memory/circuit-store.ts';

const named = (name: string) => Object.assign(new Error(name), { name });

/** Breakers of several functions over one store, and a service that fails as long as it is told to. */
function setUp(store: CircuitStore = new MemoryCircuitStore()) {
  const world = { now: 0, fault: undefined as Error | undefined, calls: 0, faults: 0, told: [] as string[] };
  const breaker = () =>
    new CircuitBreaker('describe', {
      clock: { now: () => world.now },
      store,
      policy: { failuresToOpen: 5, openMs: 60_000 },
      classify: (error) => ERROR_FAILURES[classifyError(error)],
      onTurn: ({ action }) => void world.told.push(action),
      onFault: () => void world.faults++,
    });
  const ask = async (by: CircuitBreaker) =>
    await by
      .make(async () => {
        world.calls++;
        if (world.fault !== undefined) throw world.fault;
        return 'answer';
      })
      .catch((error: Error) => error.name);
  return { world, breaker, ask };
}

describe('a breaker', () => {
  it('costs nothing as long as all is well', async () => {
    const store = new MemoryCircuitStore();
    const { breaker, ask } = setUp(store);
    const one = breaker();
    for (let time = 0; time < 10; time++) expect(await ask(one)).toBe('answer');
    expect(store.calls).toBe(0);
  });

  it('leaves alone for 60 s what has failed five times over all functions, then one tries', async () => {
    const { world, breaker, ask } = setUp();
    const [one, other] = [breaker(), breaker()];
    world.fault = named('TimeoutError');
    for (const by of [one, other, one, other, one]) expect(await ask(by)).toBe('TimeoutError');
    expect(await ask(one)).toBe('CircuitOpenError');
    expect(await ask(other)).toBe('CircuitOpenError');
    expect(world.calls).toBe(5);
    expect(world.told).toEqual(['opened']);
    world.now = 60_000;
    world.fault = undefined;
    expect(await ask(other)).toBe('answer');
    expect(await ask(one)).toBe('answer');
    expect(world.told).toEqual(['opened', 'closed']);
  });

  it('is tried by one of many at a time, and again only 60 s later when that failed', async () => {
    const { world, breaker, ask } = setUp();
    const all = [breaker(), breaker(), breaker()];
    world.fault = named('TimeoutError');
    for (const by of [...all, ...all]) await ask(by);
    const before = world.calls;
    world.now = 60_000;
    const answers = await Promise.all(all.map(ask));
    expect(answers.toSorted()).toEqual(['CircuitOpenError', 'CircuitOpenError', 'TimeoutError']);
    expect(world.calls).toBe(before + 1);
    world.now = 119_999;
    expect(await ask(all[0]!)).toBe('CircuitOpenError');
  });

  it('begins anew after a success', async () => {
    const { world, breaker, ask } = setUp();
    const one = breaker();
    for (let round = 0; round < 3; round++) {
      world.fault = named('ThrottlingException');
      for (let time = 0; time < 4; time++) expect(await ask(one)).toBe('ThrottlingException');
      world.fault = undefined;
      expect(await ask(one)).toBe('answer');
    }
  });

  it('does not count what no waiting changes', async () => {
    const { world, breaker, ask } = setUp();
    const one = breaker();
    world.fault = named('AccessDeniedException');
    for (let time = 0; time < 10; time++) expect(await ask(one)).toBe('AccessDeniedException');
  });

  it('lets every call through where its own row cannot be had', async () => {
    const broken = async () => {
      throw new Error('no table');
    };
    const { world, breaker, ask } = setUp({ read: broken, turn: broken });
    const one = breaker();
    world.fault = named('TimeoutError');
    for (let time = 0; time < 10; time++) expect(await ask(one)).toBe('TimeoutError');
    world.fault = undefined;
    expect(await ask(one)).toBe('answer');
    expect(world.faults).toBeGreaterThan(0);
  });
});
