import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Stage } from '../../core/config/stages.ts';
import type { FunctionName } from './function-limits.ts';
import {
  addRows,
  changeRows,
  invoke,
  type LaunchArns,
  launchHosts,
  planSchedules,
  publish,
  readObjects,
  readRows,
  removeSchedules,
  type ScheduleArns,
  sealHosts,
  seeFunctionState,
  seeHosts,
  terminateHosts,
  writeManyRows,
  writeObjects,
} from './permissions.ts';

/** ARNs of everything that functions act on. Functions' own ARNs come as they are made: each knows those made before it. */
export interface Surroundings {
  readonly stage: Stage;
  readonly sessions: string;
  readonly submissions: string;
  readonly metrics: string;
  readonly bucket: string;
  readonly submissionEvents: string;
  readonly sessionEvents: string;
  readonly schedules: ScheduleArns;
  readonly launch: LaunchArns;
  readonly sealedGroup: string;
  readonly functionArn: (name: FunctionName) => string;
}

/** Who may do what, beside writing its own logs. Reading a queue comes with the event source. */
export const functionPermissions: Readonly<Record<FunctionName, (to: Surroundings) => PolicyStatement[]>> = {
  api: (to) => [
    ...changeRows(to.sessions, 'byKind'),
    writeManyRows(to.sessions),
    ...changeRows(to.submissions, 'work', 'byParticipant'),
    ...readRows(to.metrics),
    readObjects(to.bucket, 'problems/', 'outputs/'),
    writeObjects(to.bucket, 'packages/'),
    publish(to.submissionEvents),
    invoke(to.functionArn('scheduler-launcher'), to.functionArn('auto-shutdown')),
    ...planSchedules(to.schedules),
  ],
  'scheduler-launcher': (to) => [...fleetPass(to), publish(to.submissionEvents, to.sessionEvents)],
  'health-monitor': (to) => [
    ...fleetPass(to),
    ...changeRows(to.metrics),
    publish(to.submissionEvents, to.sessionEvents),
    invoke(to.functionArn('auto-shutdown')),
  ],
  'host-prober': () => [],
  'auto-shutdown': (to) => [
    ...changeRows(to.sessions, 'byKind'),
    ...changeRows(to.submissions, 'work', 'byParticipant'),
    ...changeRows(to.metrics),
    seeHosts(),
    terminateHosts(to.stage),
    publish(to.submissionEvents, to.sessionEvents),
    removeSchedules(to.schedules),
  ],
  'submission-executor': judge,
  'submission-executor-hosted': judge,
  'problem-importer': (to) => [
    ...changeRows(to.sessions, 'byKind'),
    readObjects(to.bucket, 'packages/'),
    writeObjects(to.bucket, 'testdata/', 'problems/'),
  ],
};

/** What the launcher and the tick share: bringing a fleet to its size, each host to `ready`, and ending those that fail. */
function fleetPass(to: Surroundings): PolicyStatement[] {
  const inVpc = [to.functionArn('host-prober'), to.functionArn('submission-executor')];
  return [
    ...changeRows(to.sessions, 'byKind'),
    ...changeRows(to.submissions, 'work'),
    ...launchHosts(to.launch),
    ...sealHosts(to.stage, to.sealedGroup),
    seeHosts(),
    terminateHosts(to.stage),
    invoke(...inVpc),
    seeFunctionState(...inVpc),
    ...planSchedules(to.schedules),
  ];
}

function judge(to: Surroundings): PolicyStatement[] {
  return [
    ...changeRows(to.sessions),
    ...changeRows(to.submissions, 'work'),
    addRows(to.metrics),
    readObjects(to.bucket, 'testdata/', 'problems/'),
    writeObjects(to.bucket, 'outputs/'),
  ];
}
