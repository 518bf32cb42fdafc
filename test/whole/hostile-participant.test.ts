import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostileExam, playHostileExam } from '../../bench/submissions/hostile-exam.ts';
import { HOSTILE_PROGRAMS } from '../../examples/hostile/programs.ts';
import { findToolchains } from '../../local/judge-host/toolchains.ts';
import { type LivingSystem, startLivingSystem } from '../support/living-system.ts';

const ATTACK_MS = 30_000;
/** A round of programs that take all that they may, on a machine that is busy with other things. */
const LONGEST_MS = 600_000;
/** Of one slot's turn, and of two executors that look at the queue at the moment that somebody joins it. */
const MOST_OVERTAKEN = 3;

const toolchains = (await findToolchains()).found.map(({ name }) => name);
const canAttack = toolchains.includes('gcc') && toolchains.includes('python');

describe.runIf(canAttack)(
  'a participant who hands in every hostile program as fast as intake takes them',
  () => {
    let living: LivingSystem;
    let exam: HostileExam;

    beforeAll(async () => {
      living = await startLivingSystem();
      exam = await playHostileExam(living.system, {
        bystanders: 9,
        everyMs: 2_000,
        rounds: 1,
        quietMs: 0,
        attackMs: ATTACK_MS,
        testCases: 'first-failure',
        seed: 12,
      });
    }, LONGEST_MS);
    afterAll(() => living?.stop());

    it('changes nobody else’s verdict', () => {
      const told = exam.honest.map(({ view, deserves }) => ({ ...view, deserves }));
      expect(told.length).toBeGreaterThan(10);
      expect(told.filter(({ result, deserves }) => result?.verdict !== deserves)).toEqual([]);
    });

    it('gets a verdict for each of them, and none that is right or ours', () => {
      expect(exam.refused).toBeGreaterThan(0);
      const tried = new Set(exam.hostile.map(({ program }) => program));
      expect(HOSTILE_PROGRAMS.filter((one) => !tried.has(one)).map(({ name }) => name)).toEqual([]);
      const unjudged = exam.hostile.filter(({ view, program }) => {
        const verdict = view.result?.verdict ?? 'JE';
        return view.state !== 'judged' || verdict === 'JE' || (verdict === 'AC' && !program.mayPass);
      });
      expect(
        unjudged.map(({ view, program }) => [program.name, view.state, view.result?.verdict, view.reason]),
      ).toEqual([]);
    });

    it('is judged after whoever asked for less', () => {
      for (const { view, overtakenBy } of exam.honest)
        expect(overtakenBy, JSON.stringify(view)).toBeLessThanOrEqual(MOST_OVERTAKEN);
    });

    it('costs no host: it was looked at meanwhile, and nobody doubted it', () => {
      expect(living.records.filter(({ message }) => message === 'host.found')).not.toEqual([]);
      expect(exam.doubts).toEqual([]);
      expect(exam.hosts.map(({ state }) => state)).toEqual(['ready']);
      expect(living.system.endpoint.services.ec2.list().map(({ state }) => state)).toEqual(['running']);
      const { ledger } = exam.ledger;
      expect(ledger.hosts).toEqual({ launched: 1, terminated: 0 });
      expect(ledger.submissions).toMatchObject({ queued: 0, running: 0, quarantined: 0 });
      expect(ledger.submissions.judged).toBe(ledger.submissions.accepted);
    });
  },
);
