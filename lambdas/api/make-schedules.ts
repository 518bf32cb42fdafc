import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SchedulerSessionSchedules } from '../../adapters/scheduler/session-schedules.ts';
import type { SessionSchedules } from '../../core/exam/session-schedules.ts';
import type { Env } from './env.ts';

/** The sessions' schedules, with everything that planning them takes. */
export function makeSchedules(env: Env): SessionSchedules {
  const planning = {
    roleArn: env.SCHEDULE_ROLE_ARN,
    deadLettersArn: env.SCHEDULE_DLQ_ARN,
    functions: {
      launcherArn: env.LAUNCHER_FUNCTION_ARN,
      healthMonitorArn: env.HEALTH_MONITOR_FUNCTION_ARN,
      autoShutdownArn: env.AUTO_SHUTDOWN_FUNCTION_ARN,
    },
  };
  return new SchedulerSessionSchedules(
    new SchedulerClient({}),
    { groupName: env.SCHEDULE_GROUP_NAME, planning },
    Date.now,
  );
}
