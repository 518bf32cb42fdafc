import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Stage } from '../../core/config/stages.ts';
import type { FunctionName } from './function-limits.ts';
import {
  addRows,
  askModels,
  deleteRows,
  inviteUsers,
  invoke,
  type LaunchArns,
  launchHosts,
  type ModelArns,
  moveDeadlines,
  planSchedules,
  publish,
  readJudgeTokens,
  readObjects,
  readRows,
  removeSchedules,
  type ScheduleArns,
  sealHosts,
  seeFunctionState,
  seeHosts,
  seeJudges,
  seeMessaging,
  seeQuotas,
  takeManyRows,
  takeMessages,
  terminateHosts,
  terminateRehearsedHosts,
  updateRows,
  writeManyRows,
  writeObjects,
  writeRows,
} from './permissions.ts';

/** ARNs of everything that functions act on. Functions' own ARNs come as they are made: each knows those made before it. */
export interface Surroundings {
  readonly stage: Stage;
  readonly sessions: string;
  readonly submissions: string;
  readonly metrics: string;
  readonly bucket: string;
  /** Prefix of the parameters that hold tokens of standing judges. */
  readonly judgeTokens: string;
  /** Language models that reviews may ask, with their keys; none of all where there are no models. */
  readonly models: ModelArns;
  readonly userPool: string;
  readonly submissionEvents: string;
  readonly sessionEvents: string;
  readonly webhookEvents: string;
  /** Where doorbells arrive. */
  readonly submissionQueues: readonly string[];
  readonly schedules: ScheduleArns;
  readonly launch: LaunchArns;
  readonly sealedGroup: string;
  readonly functionArn: (name: FunctionName) => string;
}

/** Who may do what, beside writing its own logs. Whoever knows the metrics table adds rows of what it counts. Reading a queue comes with the event source. */
export const functionPermissions: Readonly<Record<FunctionName, (to: Surroundings) => PolicyStatement[]>> = {
  api: (to) => [
    ...readRows(to.sessions, 'byKind'),
    writeRows(to.sessions),
    // A roster is written by many rows at a time, and shortened by one.
    writeManyRows(to.sessions),
    deleteRows(to.sessions),
    // Submissions that come together are taken by many rows at a time.
    takeManyRows(to.sessions, 'PartiQLInsert', 'PartiQLUpdate'),
    ...readRows(to.submissions, 'work', 'byParticipant', 'digests'),
    writeRows(to.submissions),
    takeManyRows(to.submissions, 'PartiQLInsert'),
    ...readRows(to.metrics),
    addRows(to.metrics),
    // Samples are test data too.
    readObjects(to.bucket, 'problems/', 'testdata/', 'bulk/'),
    writeObjects(to.bucket, 'packages/', 'bulk/'),
    publish(to.submissionEvents),
    invoke(
      to.functionArn('scheduler-launcher'),
      to.functionArn('auto-shutdown'),
      to.functionArn('webhook-sender'),
      to.functionArn('submission-reviewer'),
    ),
    ...seeMessaging(to.submissionEvents, to.submissionQueues),
    seeJudges(to.judgeTokens),
    inviteUsers(to.userPool),
    ...planSchedules(to.schedules),
    // An open session is extended by moving the ends of its hosts first.
    seeHosts(),
    moveDeadlines(to.stage),
    terminateRehearsedHosts(to.stage),
  ],
  'scheduler-launcher': (to) => [
    ...passOverFleet(to),
    invoke(to.functionArn('submission-executor')),
    seeFunctionState(to.functionArn('host-prober'), to.functionArn('submission-executor')),
  ],
  'health-monitor': (to) => [
    ...passOverFleet(to),
    // How long submissions wait says how large a fleet is to be.
    ...readRows(to.submissions, 'digests'),
    updateRows(to.submissions),
    // Hours and days of metrics are made of their minutes, and what judging comes to of its records.
    ...readRows(to.metrics),
    invoke(
      to.functionArn('auto-shutdown'),
      to.functionArn('webhook-sender'),
      to.functionArn('submission-reviewer'),
    ),
    seeQuotas(),
  ],
  'host-prober': () => [],
  'auto-shutdown': (to) => [
    ...readRows(to.sessions),
    writeRows(to.sessions),
    deleteRows(to.sessions),
    ...readRows(to.submissions, 'work', 'digests'),
    updateRows(to.submissions),
    ...readRows(to.metrics),
    addRows(to.metrics),
    seeHosts(),
    terminateHosts(to.stage),
    publish(to.sessionEvents),
    // What counts is to be reviewed, and before that compiled by the judges that go.
    addRows(to.submissions, 'REVIEWS#IN#*', 'SESSION#*'),
    invoke(to.functionArn('webhook-sender'), to.functionArn('submission-reviewer')),
    removeSchedules(to.schedules),
  ],
  'submission-executor': judge,
  'submission-executor-hosted': (to) => [
    ...judge(to),
    // Opens the slots of judges that stand already, and keeps what it found when it examined them; for a fleet the
    // pass does both.
    addRows(to.sessions),
    readJudgeTokens(to.judgeTokens),
  ],
  'problem-importer': (to) => [
    ...readRows(to.sessions, 'byKind'),
    writeRows(to.sessions),
    addRows(to.metrics),
    readObjects(to.bucket, 'packages/'),
    writeObjects(to.bucket, 'testdata/', 'problems/'),
  ],
  'webhook-sender': (to) => [
    takeMessages(to.webhookEvents),
    ...readRows(to.sessions),
    writeRows(to.sessions),
    deleteRows(to.sessions),
    addRows(to.metrics),
    ...planSchedules(to.schedules),
  ],
  'submission-reviewer': (to) => [
    // Which submissions of a session count, and whether it is settled.
    ...readRows(to.sessions),
    ...readRows(to.submissions, 'work', 'byParticipant', 'digests'),
    // What it reads was written by anybody: it may write reviews, what is known of sources, who asked, its turn, and what sessions ask for, and no submission.
    writeRows(to.submissions, 'REVIEW#*', 'REVIEWED#*', 'REVIEWER#*', 'REVIEWS', 'REVIEWS#IN#*'),
    // What it measures, and no bill or record.
    addRows(to.metrics, 'METRICS#minute#*'),
    ...(to.models.areAsked
      ? [...askModels(to.models), updateRows(to.sessions, 'MODEL-SPEND', 'CIRCUITS')]
      : []),
    // What reviews cost goes on the session's bill.
    updateRows(to.metrics, 'SESSION#*'),
    // What was uploaded to be reviewed, and samples, which tell a program that knows them by heart.
    readObjects(to.bucket, 'reviews/', 'problems/', 'testdata/'),
  ],
};

/** What the launcher and the tick share: bringing a fleet to its size, each host to `ready`, and ending those that fail. */
function passOverFleet(to: Surroundings): PolicyStatement[] {
  return [
    ...readRows(to.sessions),
    writeRows(to.sessions),
    deleteRows(to.sessions),
    ...readRows(to.submissions, 'work'),
    addRows(to.metrics),
    ...launchHosts(to.launch),
    ...sealHosts(to.stage, to.sealedGroup),
    seeHosts(),
    moveDeadlines(to.stage),
    terminateHosts(to.stage),
    invoke(to.functionArn('host-prober')),
    ...planSchedules(to.schedules),
    publish(to.submissionEvents, to.sessionEvents),
  ];
}

function judge(to: Surroundings): PolicyStatement[] {
  return [
    ...readRows(to.sessions),
    updateRows(to.sessions),
    ...readRows(to.submissions, 'work'),
    updateRows(to.submissions),
    addRows(to.metrics),
    readObjects(to.bucket, 'testdata/', 'problems/'),
  ];
}
