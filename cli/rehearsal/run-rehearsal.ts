import { randomUUID } from 'node:crypto';
import { formatDuration, formatHost, formatUsd } from '../../core/api/format-quantity.ts';
import type { BookedSession } from '../../core/api/sessions.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { given } from '../../core/exam/given.ts';
import { TARGET_WAIT_MS } from '../../core/exam/session.ts';
import { expectSubmissions } from '../../core/fleet/plan-fleet.ts';
import { decideGo } from '../../core/rehearsal/decide-go.ts';
import { type ExamLoad, planClass } from '../../core/rehearsal/plan-class.ts';
import { hostsFor, type JudgedTimes, predictWaits, waitsOf } from '../../core/rehearsal/predict-waits.ts';
import type { JuryLine, RehearsalFinding, RehearsalReport } from '../../core/rehearsal/rehearsal.ts';
import { tryBooking, type WishedExam } from './find-exam.ts';
import {
  bookingOf,
  endRehearsal,
  refuseSecond,
  waitForHost,
  waitForSettlement,
  waitForVerdicts,
} from './hold-rehearsal.ts';
import { judgeJury } from './judge-jury.ts';
import { playClass, timesOf } from './play-class.ts';
import { readSubmissions } from './read-submissions.ts';
import type { Add, RehearsalPorts } from './rehearsal-ports.ts';

/** How it is rehearsed. */
export interface RehearsalOptions {
  /** That the session is booked for, min: what it costs at most, whoever dies meanwhile. */
  readonly minutes: number;
  /** That the class is played, ms. */
  readonly playMs: number;
  /** Only what costs nothing. */
  readonly dryRun: boolean;
  /** Leave the session open, for a drill. */
  readonly keep: boolean;
}

/** Of the session's time: a host that judges later leaves none for the class. */
const HOST_SHARE = 0.6;
/** Hosts that are looked through for how many would do. */
const MOST_HOSTS = 50;

/**
 * Rehearses an exam: tries its booking and the account, books a session of its own with one host, has the host judge the
 * jury's programs and a class at the planned load, predicts the exam's waits from that, and ends the session whatever happens.
 * @throws CommandError for a second one at a time; what the API throws where it fails for good; the signal's reason
 */
export async function runRehearsal(
  wished: WishedExam,
  options: RehearsalOptions,
  ports: RehearsalPorts,
): Promise<RehearsalReport> {
  const { client, clock, say } = ports;
  const at = new Date(clock.now()).toISOString();
  const findings: RehearsalFinding[] = [];
  const add: Add = (check, kind, detail) => {
    const finding = { check, kind, detail };
    findings.push(finding);
    ports.found(finding);
  };
  ports.tell('trying the booking of the exam');
  await refuseSecond(client, clock.now());
  const tried = await tryBooking(client, wished.booking);
  if ('faults' in tried) {
    for (const fault of tried.faults) add('booking', 'bad', `it cannot be booked: ${fault}`);
    return { at, exam: examOf(wished), jury: [], findings, ...decideGo(findings) };
  }
  const exam = tried.booked;
  const load = loadOf(exam, wished.participants);
  tellBooking(exam, add);
  await tellAccount(ports, findings);
  const plan = planClass(load, options.playMs);
  const booking = bookingOf({ exam, users: plan.users, minutes: options.minutes });
  const { estimate } = await client.call('createSession', {
    headers: {},
    body: { ...booking, dryRun: true },
  });
  say(
    `the rehearsal costs ${formatUsd(estimate.usd)} at most: one ${booking.deployment.instanceType} for up to ${options.minutes} min, ended when it is done`,
  );
  const about = { at, exam: { ...examOf(wished), planned: planOf(exam, load) } };
  if (options.dryRun) {
    add('host', 'untried', 'nothing was launched, as you wished');
    return { ...about, jury: [], findings, ...decideGo(findings) };
  }
  ports.signal.throwIfAborted();
  const { session } = await client.call('createSession', {
    headers: { 'idempotency-key': `rehearsal-${randomUUID()}` },
    body: booking,
  });
  const { sessionId } = session;
  say(`it is session ${sessionId}, open until ${session.times.lastClosesAt}`);
  const held = { sessionId, estimateUsd: estimate.usd };
  let seen: Seen;
  try {
    seen = await rehearseIn(exam, session.times.lastClosesAt, sessionId, { load, plan, options, add }, ports);
  } catch (error) {
    await endRehearsal(ports, sessionId, 'the rehearsal was broken off').then(
      () => say(`session ${sessionId} is ended, and its host goes`),
      () =>
        say(`session ${sessionId} could not be ended: it ends by itself at ${session.times.lastClosesAt}`),
    );
    throw error;
  }
  if (options.keep) {
    add(
      'end',
      'note',
      `session ${sessionId} was left open, as you wished: its host is paid for until it ends`,
    );
    const { cost } = await client.call('getLive', { params: { sessionId }, query: {} });
    const rehearsal = { ...held, usd: cost.usd, settled: false };
    return { ...about, rehearsal, ...seen, findings, ...decideGo(findings) };
  }
  ports.tell('ending the session');
  await endRehearsal(ports, sessionId, 'the rehearsal is over');
  const ended = await waitForSettlement(client, clock, sessionId, ports.signal);
  const { launched, terminated } = ended.hosts;
  if (ended.settled && ended.open.length === 0)
    add(
      'end',
      'good',
      `${terminated} of ${countOf(launched, 'host')} ended, the ledger balances, ${formatUsd(ended.usd)}`,
    );
  else
    add(
      'end',
      ended.settled ? 'bad' : 'note',
      ended.settled
        ? `the ledger does not balance: ${ended.open.join('; ')}`
        : `it is not settled yet: assize session show ${sessionId} tells the bill`,
    );
  const rehearsal = { ...held, usd: ended.usd, settled: ended.settled };
  return { ...about, rehearsal, ...seen, findings, ...decideGo(findings) };
}

interface Seen {
  readonly measured: NonNullable<RehearsalReport['measured']>;
  readonly jury: readonly JuryLine[];
}

/** What is done in the session while it is open. */
async function rehearseIn(
  exam: BookedSession,
  lastClosesAt: string,
  sessionId: string,
  about: {
    readonly load: ExamLoad;
    readonly plan: ReturnType<typeof planClass>;
    readonly options: RehearsalOptions;
    readonly add: Add;
  },
  ports: RehearsalPorts,
): Promise<Seen> {
  const { client, clock, tell } = ports;
  const { load, plan, options, add } = about;
  const closesAt = Date.parse(lastClosesAt);
  const hostUntil = clock.now() + options.minutes * 60_000 * HOST_SHARE;
  const coming = await waitForHost(ports, sessionId, hostUntil, (text) =>
    tell(`waiting for a host: ${text}`),
  );
  for (const reason of coming.rejected) add('host', 'note', `a host was rejected: ${reason}`);
  const { host } = coming;
  if (host === undefined) {
    add('host', 'bad', `no host judges: ${coming.failed}`);
    return { measured: {}, jury: [] };
  }
  const { times } = exam.session;
  const leadMs = Date.parse(times.opensAt) - Date.parse(times.launchAt);
  const hostReadyMs = Math.max(0, Date.parse(host.stateAt) - Date.parse(host.launchedAt ?? host.requestedAt));
  const measured = { hostReadyMs, slots: host.slots, ...given({ speedFactor: host.speedFactor }) };
  add(
    'host',
    hostReadyMs > leadMs ? 'bad' : 'good',
    `${formatHost(host)}: judged ${formatDuration(hostReadyMs)} after its launch, and the exam's are launched ${formatDuration(leadMs)} before it opens`,
  );
  const live = await client.call('getSession', { params: { sessionId } });
  const dropped = live.languagesDropped ?? [];
  for (const { language, reason } of dropped) add('languages', 'bad', `${language} is not judged: ${reason}`);
  if (dropped.length === 0) add('languages', 'good', exam.session.languages.join(', '));

  const { jury, right } = await judgeJury(sessionId, exam, plan.users, live.languages, closesAt, add, ports);
  if (right.length === 0) {
    add('class', 'untried', 'no program of a jury was judged right, and with these a class is played');
    return { measured, jury };
  }
  tell(`a class hands in, ${Math.round(plan.perMinute)} a minute for ${formatDuration(plan.durationMs)}`);
  const played = await playClass(sessionId, plan, right, `class-${randomUUID().slice(0, 8)}`, {
    ...ports,
    onSent: (sent) => tell(`a class hands in: ${sent} of ${plan.submissions}`),
  });
  const atLeast = played.submissionIds.size;
  const last = await waitForVerdicts(ports, sessionId, { atLeast, until: closesAt }, ({ queue }) =>
    tell(`a class waits for its verdicts: ${queue.queued + queue.running} left`),
  );
  const views = await readSubmissions(client, sessionId, played.submissionIds);
  const wrong = views.filter(({ state, result }) => state === 'judged' && result?.verdict !== 'AC');
  const lost = atLeast - views.filter(({ state }) => state === 'judged').length;
  const judged = timesOf(views);
  const waits = waitsOf(judged.map(({ submittedAt, judgedAt }) => judgedAt - submittedAt));
  const complaints = [
    ...(played.refused.length === 0 ? [] : [`${played.refused.length} were refused (${played.refused[0]})`]),
    ...(lost === 0 ? [] : [`${lost} were not judged, ${last.queue.quarantined} quarantined`]),
    ...(wrong.length === 0
      ? []
      : [`${wrong.length} that are right were judged ${wrong[0]?.result?.verdict}`]),
  ];
  add(
    'class',
    complaints.length === 0 ? 'good' : 'bad',
    `${countOf(waits.count, 'verdict')} of ${countOf(plan.users, 'participant')} at ${Math.round(plan.perMinute)} a minute: half within ${formatDuration(waits.p50Ms)}, 95 % within ${formatDuration(waits.p95Ms)}${complaints.map((one) => `; ${one}`).join('')}`,
  );
  const predicted = predict(load, judged, host.slots, exam, add, ports.random);
  return {
    measured: {
      ...measured,
      played: { ...waits, perMinute: plan.perMinute, users: plan.users },
      ...given({ predicted }),
    },
    jury,
  };
}

function predict(
  load: ExamLoad,
  judged: readonly JudgedTimes[],
  slots: number,
  { session }: BookedSession,
  add: Add,
  random: () => number,
) {
  const targetMs = session.policy.targetWaitMs || TARGET_WAIT_MS;
  const waits = predictWaits(load, judged, slots, random);
  if (waits === undefined) {
    add('wait', 'untried', 'nothing was judged that it could be predicted from');
    return undefined;
  }
  const hosts = `${countOf(load.hosts, 'host')} of ${countOf(slots, 'slot')}`;
  const told = `with ${hosts} 95 % of the verdicts of the rush are expected within ${formatDuration(waits.p95Ms)}`;
  if (waits.p95Ms <= targetMs) add('wait', 'good', `${told}, as ${formatDuration(targetMs)} is wanted`);
  else {
    const enough = hostsFor(targetMs, load, MOST_HOSTS, (one) => predictWaits(one, judged, slots, random));
    add(
      'wait',
      'bad',
      `${told}, and ${formatDuration(targetMs)} is wanted: ${enough === undefined ? 'no number of hosts brings it there, so look at the problems, or want less' : `book ${enough} hosts`}`,
    );
  }
  return waits;
}

function tellBooking({ session, estimate, warnings }: BookedSession, add: Add): void {
  for (const { field, detail } of warnings) add('booking', 'note', `${field}: ${detail}`);
  add(
    'booking',
    'good',
    `${countOf(session.fleet.hosts ?? 0, 'host')} of ${session.fleet.instanceType} for ${countOf(session.participantCount, 'participant')}, about ${formatUsd(estimate.usd)}`,
  );
}

async function tellAccount({ checkAccount, tell, found }: RehearsalPorts, findings: RehearsalFinding[]) {
  tell('trying what the account has');
  const told = (await checkAccount?.()) ?? [
    {
      check: 'account' as const,
      kind: 'untried' as const,
      detail: 'the account was not tried: that needs credentials of AWS (--account); an operator has them',
    },
  ];
  findings.push(...told);
  for (const finding of told) found(finding);
}

function loadOf({ session }: BookedSession, participants: number): ExamLoad {
  const { times, problems, fleet } = session;
  return {
    participants,
    problems: problems.length,
    windowMs: Math.max(1, Date.parse(times.lastClosesAt) - Date.parse(times.opensAt)),
    hosts: fleet.hosts ?? 1,
  };
}

function examOf({ sessionId, participants, booking }: WishedExam): RehearsalReport['exam'] {
  return { name: booking.name, ...given({ sessionId }), participants };
}

function planOf({ session, estimate }: BookedSession, load: ExamLoad) {
  return {
    opensAt: session.times.opensAt,
    closesAt: session.times.lastClosesAt,
    hosts: load.hosts,
    instanceType: session.fleet.instanceType ?? '',
    expectedSubmissions: expectSubmissions(load),
    estimateUsd: estimate.usd,
  };
}
