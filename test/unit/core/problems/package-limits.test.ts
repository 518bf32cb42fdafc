import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MOST_MEMORY_MIB, MOST_TIME_MS } from '../../../../core/problems/package/limits.ts';
import { faultsWith, SOUND } from '../../../support/packages.ts';

describe('limits that judge hosts do not grant', () => {
  const withLimits = (timeLimit: number, memory: number) =>
    faultsWith({
      'problem.yaml': `${SOUND['problem.yaml']}  memory: ${memory}\n`.replace(
        'time_limit: 1',
        `time_limit: ${timeLimit}`,
      ),
    });

  it('are refused for time, which a right program may need, and warned of for memory', () => {
    expect(withLimits(59, 1200)).toEqual([]);
    expect(withLimits(59.5, 1201)).toEqual([
      'unsupported time-limit-large problem.yaml:7',
      'warning memory-large problem.yaml:8',
    ]);
  });

  it('are those of the hosts that Assize launches', () => {
    const conf = readFileSync(
      new URL('../../../../lib/assets/judge-host/judge0.conf', import.meta.url),
      'utf8',
    );
    const granted = (name: string) => Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(conf)?.[1]);
    expect(MOST_MEMORY_MIB * 1024).toBe(granted('MAX_MEMORY_LIMIT'));
    expect(MOST_TIME_MS).toBe(granted('MAX_CPU_TIME_LIMIT') * 1000 - 1000);
  });
});
