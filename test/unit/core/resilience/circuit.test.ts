import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Circuit,
  claimProbe,
  countFailure,
  countsAgainstPlace,
  DEFAULT_CIRCUITS,
  decideCircuit,
} from '../../../../core/resilience/circuit.ts';

const POLICY = { failuresToOpen: 5, openMs: 60_000 };

/** After so many failures in a row, a second apart. */
function failed(times: number, by?: (time: number) => string): Circuit | undefined {
  let circuit: Circuit | undefined;
  for (let time = 0; time < times; time++) circuit = countFailure(circuit, time * 1_000, POLICY, by?.(time));
  return circuit;
}

describe('a circuit', () => {
  it('opens after 5 failures in a row unless a stage says otherwise, for 60 s', () => {
    expect(DEFAULT_CIRCUITS).toEqual(POLICY);
    expect(decideCircuit(undefined, 0).action).toBe('go');
    expect(decideCircuit(failed(4), 4_000).action).toBe('go');
    expect(decideCircuit(failed(5), 4_000)).toEqual({
      action: 'leave',
      reason: '5 tries in a row failed; the next is in 60 s',
    });
    expect(decideCircuit(failed(5), 63_999).action).toBe('leave');
    expect(decideCircuit(failed(5), 64_000).action).toBe('probe');
  });

  it('is open to all others while one probes, and to all again when that failed', () => {
    const probing = claimProbe(failed(5)!, 70_000, POLICY);
    expect(decideCircuit(probing, 129_999).action).toBe('leave');
    expect(decideCircuit(countFailure(probing, 71_000, POLICY), 129_999).action).toBe('leave');
    // The one who probed has died.
    expect(decideCircuit(probing, 130_000).action).toBe('probe');
    expect(decideCircuit(countFailure(probing, 140_000, POLICY), 199_999).action).toBe('leave');
  });

  it('is no row of failures that lie days apart, nor opened again weeks later by one', () => {
    const day = 86_400_000;
    let circuit: Circuit | undefined;
    for (let time = 0; time < 20; time++) circuit = countFailure(circuit, time * day, POLICY);
    expect(circuit).toMatchObject({ failures: 1 });
    const opened = failed(5)!;
    expect(decideCircuit(opened, 14 * day).action).toBe('go');
    expect(decideCircuit(countFailure(opened, 14 * day, POLICY), 14 * day).action).toBe('go');
  });

  it("counts one person's failures once in a row", () => {
    expect(failed(20, () => 'eve')).toMatchObject({ failures: 1 });
    expect(
      decideCircuit(
        failed(5, (time) => ['eve', 'bob'][time % 2]!),
        4_000,
      ).action,
    ).toBe('leave');
  });

  it('whatever happens: never open below the threshold, never tried by two at a time, never shut for ever', () => {
    const event = fc.record({
      afterMs: fc.nat(90_000),
      what: fc.constantFrom('fails', 'fails', 'fails', 'goes right', 'asks'),
      askers: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 60 }),
        fc.integer({ min: 1, max: 6 }),
        (events, failuresToOpen) => {
          const policy = { failuresToOpen, openMs: 60_000 };
          let stored: Circuit | undefined;
          let inARow = 0;
          let now = 0;
          let lastTryAt = Number.NEGATIVE_INFINITY;
          for (const { afterMs, what, askers } of events) {
            now += afterMs;
            if (what === 'fails') {
              const wasOpen = stored?.openUntil !== undefined;
              stored = countFailure(stored, now, policy);
              inARow++;
              if (!wasOpen && stored.openUntil !== undefined) lastTryAt = now;
            } else if (what === 'goes right') {
              stored = undefined;
              inARow = 0;
            } else {
              // All have read the same; the first write holds.
              const read = stored;
              let probes = 0;
              for (let asker = 0; asker < askers; asker++) {
                const { action } = decideCircuit(read, now);
                expect(action === 'go').toBe(inARow < failuresToOpen);
                if (action === 'probe' && stored === read) {
                  stored = claimProbe(read!, now, policy);
                  probes++;
                }
              }
              expect(probes).toBeLessThanOrEqual(1);
              if (probes === 1) {
                expect(now - lastTryAt).toBeGreaterThanOrEqual(policy.openMs);
                lastTryAt = now;
              }
            }
            expect((stored?.openUntil ?? 0) - now).toBeLessThanOrEqual(policy.openMs);
          }
        },
      ),
    );
  });
});

describe('what counts against a place', () => {
  it.each([
    ['judge', 'high', true],
    ['network', 'high', true],
    ['infrastructure', 'critical', true],
    ['judge', 'low', false],
    ['user', 'critical', false],
    ['application', 'high', false],
  ] as const)('of class %s, %s: %s', (of, severity, counts) => {
    expect(countsAgainstPlace({ class: of, severity, retry: 'again', plan: [] })).toBe(counts);
  });
});
