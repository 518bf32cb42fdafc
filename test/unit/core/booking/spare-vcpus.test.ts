import { describe, expect, it } from 'vitest';
import type { Reservation } from '../../../../core/booking/reservations.ts';
import { countSpareVcpus } from '../../../../core/booking/spare-vcpus.ts';
import type { AccountFound } from '../../../../core/fleet/account-findings.ts';
import { SteppedClock } from '../../../support/fleet-world.ts';
import { EPOCH } from '../../../support/sessions.ts';

const MINUTE = 60_000;
const held = (sessionId: string, vcpus: number, from: number, until: number): Reservation => ({
  sessionId,
  vcpus,
  from: EPOCH + from * MINUTE,
  until: EPOCH + until * MINUTE,
  madeAt: EPOCH,
});
const spare = (quota: number, ...reservations: Reservation[]) =>
  countSpareVcpus(quota, {
    clock: new SteppedClock(EPOCH),
    reservations: { read: async () => ({ reservations, revision: 1 }) },
    findings: { listAccount: async () => account },
  });
let account: AccountFound[] = [];

describe('vCPUs that nobody holds', () => {
  it.each<[string, number, Reservation[], number]>([
    ['none of a new account with an exam of two hosts, but one', 5, [held('own', 4, -60, 60)], 1],
    ['what other sessions leave', 16, [held('own', 4, -60, 60), held('other', 8, -60, 60)], 4],
    [
      'not what somebody begins with in ten minutes',
      8,
      [held('own', 4, -60, 60), held('next', 4, 10, 90)],
      0,
    ],
    ['what somebody begins with in twenty', 8, [held('own', 4, -60, 60), held('next', 4, 20, 90)], 4],
    ['what somebody has had', 8, [held('own', 4, -60, 60), held('past', 4, -90, 0)], 4],
    ['never less than none', 4, [held('own', 4, -60, 60), held('other', 4, -60, 60)], 0],
  ])('are %s', async (_, quota, reservations, left) => {
    account = [];
    expect(await spare(quota, ...reservations)).toBe(left);
  });

  it("are the account's own where it has fewer", async () => {
    account = [{ kind: 'vcpu-quota', vcpus: 6, at: EPOCH - 1 }];
    expect(await spare(16, held('own', 4, -60, 60))).toBe(2);
  });
});
