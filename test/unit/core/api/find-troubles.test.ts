import { expect, it } from 'vitest';
import { findTroubles, type LiveFigures } from '../../../../core/api/find-troubles.ts';
import type { StageSession } from '../../../../core/api/stage.ts';
import { at, liveAt } from '../../../support/live-session-answers.ts';

const live = liveAt({});
const open: StageSession = live.session;
const [host] = live.hosts;
const before = { ...open, window: 'before' as const };
const closed = { ...open, window: 'closed' as const };
const fleet = (state: StageSession['fleet']['state']) => ({
  fleet: { ...open.fleet, state, reason: 'no capacity' },
});

it.each<[string, StageSession, number, LiveFigures | undefined, (string | RegExp)[]]>([
  ['runs as it should', open, 30, live, []],
  ['is to come', { ...before, ...fleet('none') }, -3600, undefined, []],
  [
    'has lost all judges',
    { ...open, ...fleet('failed') },
    30,
    undefined,
    [/bad.*its hosts failed: no capacity/],
  ],
  [
    'is judged in fewer languages',
    { ...open, languagesDropped: [{ language: 'go', reason: 'no toolchain' }] },
    30,
    undefined,
    [/bad.*go is not judged: no toolchain/],
  ],
  [
    'was not launched',
    { ...before, ...fleet('none') },
    200,
    undefined,
    [/bad.*launch was due at 2026/, /busy.*not ready/],
  ],
  ['is launched a moment late', { ...before, ...fleet('none') }, -400, undefined, []],
  ['opens soon without hosts', { ...before, ...fleet('launching') }, 0, undefined, [/busy.*opens at/]],
  ['is open without hosts', { ...open, ...fleet('launching') }, 30, undefined, [/busy.*is open/]],
  [
    'has been open without a host for minutes',
    { ...open, ...fleet('launching'), withoutHostsSince: at(0) },
    240,
    undefined,
    [/bad.*no host has judged since 2026.*participants are told/],
  ],
  [
    'is open on hosts that somebody keeps',
    { ...open, ...fleet('none'), deployment: { kind: 'direct' } },
    30,
    undefined,
    [],
  ],
  ['is over, and drained in time', closed, 500, undefined, []],
  ['is over, and was not settled', closed, 700, live, [/bad.*not settled: 1 of 2 accepted/]],
  ['is paused', { ...open, paused: { at: at(20), reason: 'fire' } }, 30, undefined, [/busy.*fire/]],
  [
    'has no host that judges what waits',
    open,
    30,
    { ...live, hosts: [{ ...host!, state: 'suspect', reason: 'two probes failed' }] },
    [/bad.*1 submission waits and no host/, /bad.*i-0123456789abcdef0 is suspect: two probes failed/],
  ],
  [
    'has lost a host that was replaced',
    open,
    30,
    { ...live, hosts: [host!, { ...host!, hostId: 'i-2', state: 'rejected', terminatedAt: at(9) }] },
    [],
  ],
  [
    'is slow, dear and has set aside something',
    open,
    30,
    {
      ...live,
      queue: { ...live.queue, quarantined: 2, expectedWaitMs: 180_000 },
      cost: { ...live.cost, usd: 0.02, estimateUsd: 0.01 },
    },
    [/bad.*2 submissions were quarantined/, /busy.*3 min/, /busy.*0\.02.*0\.01/],
  ],
])('of a session that %s', (_, session, seconds, figures, troubles) => {
  const found = findTroubles(session, Date.parse(at(seconds)), figures);
  expect(found.map(({ weight, text }) => `${weight} ${text}`)).toEqual(
    troubles.map((text) => expect.stringMatching(text)),
  );
});
