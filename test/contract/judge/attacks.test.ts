import { describe, expect, it } from 'vitest';
import { KNOWN_ATTACKS, makeAttack, NEW_ATTACKS } from '../../../examples/hostile/attacks.ts';
import { judgeWith, makeTestData, THOROUGH, tellVerdicts, useJudge } from './judge-under-test.ts';

const under = useJudge();

const data = makeTestData(['1', 'X', '3', '4'].map((input, index) => [`${input}\n`, `${index + 1}\n`]));
const limits = { timeMs: 500, memoryKiB: 128 * 1024, outputKiB: 512 };
/** Filling 128 MiB, or making 2,000 folders, takes some machines a second: what is not to be TLE must get there before it is. */
const patient = { ...limits, timeMs: 4_000 };
const endsByItself = ({ verdict }: { readonly verdict?: RegExp }) =>
  /MLE|RTE exit/.test(verdict?.source ?? '');

describe.each([
  ['a known attack', KNOWN_ATTACKS],
  ['a new attack', NEW_ATTACKS],
] as const)('%s costs only its own test case', (_, attacks) => {
  it.each(
    attacks.filter(({ slow }) => THOROUGH || slow !== true).map((attack) => [attack.name, attack] as const),
  )('%s', async (_name, attack) => {
    const result = await judgeWith(under.judge, 'c', makeAttack(attack), data, {
      limits: endsByItself(attack) ? patient : limits,
    });
    const told = tellVerdicts(result);
    expect([told[0], told[2], told[3]]).toEqual(['AC', 'AC', 'AC']);
    expect(told[1]).not.toMatch(/^(AC|JE|not-run)/);
    if (attack.verdict !== undefined) expect(told[1]).toMatch(attack.verdict);
    expect(result.judgeCalls).toBe(1);
  });
});
