import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecentlyUsed } from '../../../adapters/recently-used.ts';

it('forgets what was not used for longest', () => {
  const kept = new RecentlyUsed<number>(2);
  kept.set('a', 1);
  kept.set('b', 2);
  expect(kept.get('a')).toBe(1);
  kept.set('c', 3);
  expect([kept.get('a'), kept.get('b'), kept.get('c')]).toEqual([1, undefined, 3]);
  kept.delete('a');
  kept.set('d', 4);
  expect([kept.get('a'), kept.get('c'), kept.get('d')]).toEqual([undefined, 3, 4]);
});

it('never holds more than it has room for, and always what was set last if that fits', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd');
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.nat(12)), { maxLength: 40 }), (sets) => {
      const kept = new RecentlyUsed<number>(10, (size) => size);
      for (const [name, size] of sets) {
        kept.set(name, size);
        expect(kept.get(name)).toBe(size <= 10 ? size : undefined);
        const held = ['a', 'b', 'c', 'd'].map((other) => kept.get(other) ?? 0);
        expect(held.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(10);
        kept.get(name);
      }
    }),
  );
});
