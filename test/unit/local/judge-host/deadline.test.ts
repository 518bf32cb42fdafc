import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasPoweredOff } from '../../../../local/judge-host/deadline.ts';

const tags = (at: number) => ({ 'assize:deadline': new Date(at).toISOString() });

test('a host is off within a minute of its deadline and never before it', () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.nat(10_000_000), (life, waited) => {
      const launched = 1_700_000_000_000;
      const deadline = launched + life;
      const now = launched + waited;
      const off = hasPoweredOff(tags(deadline), launched, now);
      if (off) expect(now).toBeGreaterThanOrEqual(deadline);
      if (now >= deadline + 60_000) expect(off).toBe(true);
    }),
  );
});

test('without a deadline, or with one that cannot be read, it stays on', () => {
  expect(hasPoweredOff({}, 0, 1e12)).toBe(false);
  expect(hasPoweredOff({ 'assize:deadline': 'soon' }, 0, 1e12)).toBe(false);
});
