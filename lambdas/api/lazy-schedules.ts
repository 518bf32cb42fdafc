import type { SessionSchedules } from '../../core/sessions/session-schedules.ts';
import type { Env } from './env.ts';

/** The session's schedules; the Scheduler client is loaded with the first booking, not with the function. */
export function lazySchedules(env: Env): SessionSchedules {
  let made: Promise<SessionSchedules> | undefined;
  const make = async (): Promise<SessionSchedules> => {
    const [{ SchedulerClient }, { SchedulerSessionSchedules }] = await Promise.all([
      import('@aws-sdk/client-scheduler'),
      import('../../adapters/scheduler/session-schedules.ts'),
    ]);
    return new SchedulerSessionSchedules(
      new SchedulerClient({}),
      {
        groupName: env.SCHEDULE_GROUP_NAME,
        planning: {
          roleArn: env.SCHEDULE_ROLE_ARN,
          deadLettersArn: env.SCHEDULE_DLQ_ARN,
          functions: {
            launcherArn: env.LAUNCHER_FUNCTION_ARN,
            healthMonitorArn: env.HEALTH_MONITOR_FUNCTION_ARN,
            autoShutdownArn: env.AUTO_SHUTDOWN_FUNCTION_ARN,
          },
        },
      },
      Date.now,
    );
  };
  const schedules = () => {
    made ??= make();
    return made;
  };
  return {
    plan: async (...args) => await (await schedules()).plan(...args),
    planTermination: async (...args) => await (await schedules()).planTermination(...args),
    remove: async (...args) => await (await schedules()).remove(...args),
  };
}
