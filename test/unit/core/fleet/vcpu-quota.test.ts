import { expect, it } from 'vitest';
import type { AccountFound } from '../../../../core/fleet/account-findings.ts';
import { vcpusAllowed } from '../../../../core/fleet/vcpu-quota.ts';
import { EPOCH } from '../../../support/sessions.ts';

const HOUR = 3_600_000;
const read = (vcpus: number, ageMs = HOUR): AccountFound => ({
  kind: 'vcpu-quota',
  vcpus,
  at: EPOCH - ageMs,
});

it.each<[string, AccountFound[], number]>([
  ['what is configured, as long as nobody has asked', [], 8],
  ["the account's own where it is smaller", [read(5)], 5],
  ['none at all where the account has none', [read(0)], 0],
  ['not more than hosts and executors were deployed for', [read(64)], 8],
  ["the account's own for a day", [read(5, 24 * HOUR - 1)], 5],
  ['what is configured when nobody could ask for a day', [read(5, 24 * HOUR)], 8],
  [
    'what is configured although EC2 refused a launch: a warning tells of that',
    [{ kind: 'vcpu-limit', vcpus: 1, at: EPOCH }],
    8,
  ],
])('a stage counts on %s', (_, account, vcpus) => {
  expect(vcpusAllowed(8, account, EPOCH)).toBe(vcpus);
});
