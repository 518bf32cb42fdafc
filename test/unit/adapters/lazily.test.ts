import { describe, expect, it, vi } from 'vitest';
import { lazily } from '../../../adapters/lazily.ts';

interface Counter {
  add(amount: number): Promise<number>;
  read(): Promise<number>;
}

class Real implements Counter {
  #count = 0;
  async add(amount: number) {
    this.#count += amount;
    return this.#count;
  }
  async read() {
    return this.#count;
  }
}

describe('a port that is loaded lazily', () => {
  it('is loaded with its first call, once for calls at the same time, and keeps its state', async () => {
    const load = vi.fn(async () => new Real());
    const counter = lazily<Counter>(load);
    expect(load).not.toHaveBeenCalled();
    await Promise.all([counter.add(1), counter.add(2)]);
    expect(await counter.read()).toBe(3);
    expect(load).toHaveBeenCalledOnce();
  });

  it('passes on what its call throws', async () => {
    const broken = lazily<Counter>(async () => ({
      add: () => Promise.reject(new Error('full')),
      read: async () => 0,
    }));
    await expect(broken.add(1)).rejects.toThrow('full');
    expect(await broken.read()).toBe(0);
  });
});
