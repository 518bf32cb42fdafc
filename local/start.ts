/**
 * `npm start`: builds, synthesizes, runs the whole system on this machine and plays a real exam in it. Beside a system
 * that already runs it plays a new session there.
 */
import { join, resolve } from 'node:path';
import pc from 'picocolors';
import { systemClock } from '../adapters/system-clock.ts';
import { readBilling } from '../cloud/aws/ec2/billing.ts';
import { createApiClient } from '../core/api/client.ts';
import { tagKeys } from '../core/fleet/instance-tags.ts';
import { type PlannedExam, shortenExam } from '../examples/planned-exam.ts';
import { sampleExam } from '../examples/sample-exam/exam.ts';
import { buildAll } from '../scripts/build.ts';
import { synthesize } from '../scripts/synth.ts';
import { createScreen, type Screen } from '../terminal/screen.ts';
import { DataDirInUseError } from './data-dir-lock.ts';
import { judgeMachine } from './judge-machine.ts';
import { issueTokens, type LocalAccess, readLocalAccess } from './local-access.ts';
import { openDoor } from './open-door.ts';
import { bookPractice, PRACTICE_NAME } from './play/book-practice.ts';
import { finishEarlierExams, listUnsettled } from './play/finish-earlier.ts';
import { type PlayedExam, playExam } from './play/play-exam.ts';
import { findPlayableLanguages } from './play/playable-languages.ts';
import { isFlawless, type MissingLanguage, renderReport, summarize } from './play/report.ts';
import { showPlay } from './play/show-play.ts';
import { uploadPackage } from './play/upload-package.ts';
import { requireSpace } from './require-space.ts';
import { readStartOptions, START_HELP, type StartOptions } from './start-options.ts';
import { type LocalSystem, startSystem } from './system.ts';
import { formatRecord, openLog } from './write-log.ts';

/** Tokens are renewed well before the hour that they live. */
const RENEW_TOKENS_EVERY_MS = 20 * 60_000;

const startedAt = systemClock.now();

async function main(): Promise<number> {
  let options: StartOptions | 'help';
  try {
    options = readStartOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(
      `${pc.red(error instanceof Error ? error.message : String(error))}\n\n${START_HELP}`,
    );
    return 2;
  }
  if (options === 'help') {
    process.stdout.write(START_HELP);
    return 0;
  }
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => ending.abort(signal));
  // With --json the records are the output, and what is for people goes beside it.
  const screen = createScreen(options.json ? process.stderr : process.stdout);
  try {
    return await start(options, screen, ending.signal);
  } catch (error) {
    if (ending.signal.aborted) return 130;
    screen.keep();
    screen.line(pc.red(error instanceof Error ? error.message : String(error)));
    return 1;
  } finally {
    screen.keep();
  }
}

async function start(options: StartOptions, screen: Screen, signal: AbortSignal): Promise<number> {
  const step = async <T>(
    name: string,
    work: () => Promise<T>,
    describe: (value: T) => string,
  ): Promise<T> => {
    const since = systemClock.now();
    screen.draw([pc.dim(`  ${name} ...`)]);
    const value = await work();
    screen.draw([]);
    screen.line(
      `${pc.green('✓')} ${name}  ${pc.dim(`${describe(value)}, ${((systemClock.now() - since) / 1000).toFixed(1)} s`)}`,
    );
    return value;
  };

  requireSpace(options.dataDir);
  const languages = await findPlayableLanguages();
  for (const { language, install } of languages.missing) {
    screen.line(pc.yellow(`  ${language} has no toolchain here and is left out; ${install}`));
  }
  const whole = sampleExam({
    languages: languages.ran,
    full: options.full,
    durationMinutes: options.durationMinutes,
  });
  const exam = options.short ? shortenExam(whole) : whole;
  await step(
    'build',
    buildAll,
    (bundles) => `${bundles.filter(({ rebuilt }) => rebuilt).length} of ${bundles.length} bundles new`,
  );
  const { outDir } = await step(
    'synth',
    () => synthesize(),
    ({ synthesized }) => (synthesized ? 'templates written' : 'templates unchanged'),
  );

  const log = openLog(
    resolve(options.dataDir),
    (record) =>
      options.json ? process.stdout.write(`${JSON.stringify(record)}\n`) : screen.line(formatRecord(record)),
    options.json ? 'debug' : 'error',
  );
  let system: LocalSystem;
  try {
    system = await step(
      'start',
      () =>
        startSystem({
          assemblyDir: outDir,
          dataDir: options.dataDir,
          account: options.account,
          fresh: options.fresh,
          ...(options.headStarts
            ? {
                machines: { machine: judgeMachine(undefined, join(resolve(options.dataDir), 'head-starts')) },
              }
            : {}),
          log: log.sink,
        }),
      ({ endpointUrl, host }) => `${[...host.definitions()].length} functions behind ${endpointUrl}`,
    );
  } catch (error) {
    await log.close();
    if (error instanceof DataDirInUseError && !options.fresh) {
      return await playBeside(options, exam, languages, screen, signal);
    }
    throw error;
  }
  try {
    const tokens = await step(
      'log in',
      () => issueTokens(system, exam.participants),
      ({ participants }) => `${participants.length + 2} people`,
    );
    const access = {
      apiUrl: system.apiUrl,
      pageUrl: system.pageUrl ?? system.apiUrl,
      endpointUrl: system.endpointUrl,
      region: system.region,
      credentials: system.credentials,
      pid: process.pid,
      password: system.tokens.passwordOf('instructor'),
      tokens,
    };
    system.publish({ password: access.password, tokens });
    const hintOf = (hostId: string) => {
      const pid = system.endpoint.services.ec2.list().find(({ id }) => id === hostId)?.process?.pid;
      return pid === undefined
        ? undefined
        : pc.dim(`  try it: kill -9 ${pid} ends host ${hostId}; nothing that was accepted gets lost`);
    };
    await finishEarlier(access, exam, screen, signal);
    const code = await playAndReport(options, exam, languages, access, screen, hintOf, signal);
    if (options.once || signal.aborted) return code;
    const practice = await bookPractice(clientOf(access, access.tokens.instructor), exam, systemClock).catch(
      (error: unknown) => {
        screen.line(pc.yellow(`  no session to sit could be booked: ${(error as Error).message}`));
        return undefined;
      },
    );
    await stayUp(system, access, exam, practice, log, screen, signal);
    return code;
  } finally {
    screen.keep();
    await system.stop();
    await log.close();
  }
}

const clientOf = (access: LocalAccess, token: string) =>
  createApiClient({ baseUrl: access.apiUrl, token: () => token, fetch });

/** Ends what a killed run left in this data folder, so that nothing accepted is lost and the account is free again. */
async function finishEarlier(
  access: LocalAccess,
  exam: PlannedExam,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  const ledgers = await finishEarlierExams({
    client: clientOf(access, access.tokens.instructor),
    names: [exam.name, PRACTICE_NAME],
    clock: systemClock,
    onFound: ({ name, sessionId }) =>
      screen.line(`  ${name} ${sessionId} of an earlier run is not settled: bringing it to its end first`),
    on: showPlay(screen, exam, systemClock.now, () => undefined),
    signal,
  });
  screen.keep();
  for (const { ledger } of ledgers) {
    const { accepted, judged, quarantined } = ledger.submissions;
    screen.line(
      `${ledger.balanced ? pc.green('✓') : pc.red('✗')} settled: ${accepted} accepted = ${judged} judged + ${quarantined} quarantined; ${ledger.hosts.launched} hosts launched, ${ledger.hosts.terminated} terminated`,
    );
  }
}

/** Plays the exam, reports it, and answers the exit code. */
async function playAndReport(
  options: StartOptions,
  exam: PlannedExam,
  languages: { readonly ran: readonly string[]; readonly missing: readonly MissingLanguage[] },
  access: LocalAccess,
  screen: Screen,
  hintOf: (hostId: string) => string | undefined,
  signal: AbortSignal,
): Promise<number> {
  screen.line(`  page  ${describePage(access, screen)}`);
  screen.line(`  api   ${access.apiUrl}/v1`);
  screen.line();
  const tokens = new Map(
    exam.participants.map(({ participantId }, index) => [participantId, access.tokens.participants[index]!]),
  );
  const played: PlayedExam = await playExam({
    exam,
    instructor: clientOf(access, access.tokens.instructor),
    participant: (participantId) => clientOf(access, tokens.get(participantId)!),
    upload: uploadPackage,
    clock: systemClock,
    on: showPlay(screen, exam, systemClock.now, hintOf),
    signal,
  });
  screen.keep();
  screen.line();
  const ec2Seconds = readBilling(resolve(options.dataDir), systemClock.now())
    .filter(({ tags }) => tags[tagKeys.session] === played.sessionId)
    .reduce((sum, { seconds }) => sum + seconds, 0);
  for (const line of renderReport(played, languages.missing, ec2Seconds)) screen.line(line);
  screen.line();
  const summary = summarize(played, languages, ec2Seconds, systemClock.now() - startedAt);
  if (options.once) process.stdout.write(`${JSON.stringify(summary)}\n`);
  return isFlawless(summary) ? 0 : 1;
}

/** A system already runs in this data folder: says so, and plays a new session there. */
async function playBeside(
  options: StartOptions,
  exam: PlannedExam,
  languages: Awaited<ReturnType<typeof findPlayableLanguages>>,
  screen: Screen,
  signal: AbortSignal,
): Promise<number> {
  const access = readLocalAccess(resolve(options.dataDir));
  screen.line(
    `  Assize already runs here (process ${access.pid}); playing a new session beside what it does.`,
  );
  for (const { name, sessionId, window, fleet } of await listUnsettled(
    clientOf(access, access.tokens.instructor),
  ))
    screen.line(pc.dim(`    ${name} ${sessionId}: window ${window}, fleet ${fleet.state}`));
  return await playAndReport(options, exam, languages, access, screen, () => undefined, signal);
}

/** Leaves the system up until it is told to end, with links into the page, short commands to try and the logs running. */
async function stayUp(
  system: LocalSystem,
  access: LocalAccess,
  exam: PlannedExam,
  practice: string | undefined,
  log: ReturnType<typeof openLog>,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  const [someone] = exam.participants;
  const door = await openDoor(async (username) => {
    if (username === 'instructor') {
      const token = await system.tokens.issue('instructor', 'instructor');
      return `${access.pageUrl}/#token=${token}${practice === undefined ? '' : `&session=${practice}`}`;
    }
    if (practice === undefined || !exam.participants.some((one) => one.participantId === username))
      return undefined;
    const token = await system.tokens.issue(username, 'participant');
    return `${access.pageUrl}/#token=${token}&exam=${practice}`;
  });
  const links = { instructor: door.linkFor('instructor'), participant: door.linkFor(someone!.participantId) };
  system.publish({ links });
  const lines = [
    pc.bold('The system is up. In the browser, with one click each:'),
    ...(practice === undefined
      ? []
      : [
          `  ${links.participant}  ${someone!.participantId} (${someone!.name}) sits the ${PRACTICE_NAME.toLowerCase()}: the same problems, for three hours`,
        ]),
    `  ${links.instructor}  the instructor`,
    pc.dim(`  or log in at ${access.pageUrl} as instructor, password ${access.password}`),
    pc.bold('In another terminal:'),
    '  ./assize session list',
    '  ./assize session create --help',
    '  npm start                                  play another exam beside this one',
    pc.dim(`  logs of all functions: below and in ${log.file}`),
    pc.bold('Ctrl-C ends it, every host and every process.'),
    '',
  ];
  for (const line of lines) screen.line(line);
  log.showFrom('info');
  const renewal = setInterval(() => {
    issueTokens(system, exam.participants).then(
      (tokens) => system.publish({ tokens }),
      (error: unknown) => screen.line(pc.yellow(`  tokens could not be renewed: ${String(error)}`)),
    );
  }, RENEW_TOKENS_EVERY_MS);
  await new Promise<void>((done) => {
    if (signal.aborted) done();
    signal.addEventListener('abort', () => done());
  });
  clearInterval(renewal);
  await door.close();
  screen.line(pc.dim('ending hosts and processes ...'));
}

/**
 * Where the page is, and how to log in there. On a terminal the address is a link that carries the instructor's token
 * in its fragment, which no server and no log sees.
 */
function describePage({ pageUrl, tokens, password }: LocalAccess, screen: Screen): string {
  const link = screen.interactive
    ? `\x1b]8;;${pageUrl}#token=${tokens.instructor}\x07${pageUrl}\x1b]8;;\x07`
    : pageUrl;
  return `${link}  ${pc.dim(`(log in as instructor, password ${password})`)}`;
}

// By its own word: whatever is left open by a start that failed halfway must not keep the process.
process.exit(await main());
