import type { EventPublisher } from '../../core/exam/session-event.ts';
import type { Cloud } from '../../core/fleet/cloud.ts';
import type { CircuitBreaker, CloudOperation } from '../../core/resilience/circuit-breaker.ts';

/** What of a pass's ports has circuits. */
export interface Guarded {
  readonly cloud: Cloud;
  readonly events: EventPublisher;
}

/**
 * The ports with circuits before what is launched, described and published. Whatever ends hosts, seals them or finds those that
 * nobody accounts for has none: it is tried each time.
 */
export function guardFleet(
  { cloud, events }: Guarded,
  breakerOf: (operation: CloudOperation) => CircuitBreaker,
): Guarded {
  const launching = breakerOf('launch');
  const describing = breakerOf('describe');
  const publishing = breakerOf('publish');
  return {
    cloud: {
      launch: async (round) => await launching.make(async () => await cloud.launch(round)),
      describe: async (sessionId) => await describing.make(async () => await cloud.describe(sessionId)),
      describeStage: async () => await cloud.describeStage(),
      terminate: async (instanceIds) => await cloud.terminate(instanceIds),
      reboot: async (instanceIds) => await cloud.reboot(instanceIds),
      seal: async (instance) => await cloud.seal(instance),
      setDeadline: async (instanceIds, deadlineAt) => await cloud.setDeadline(instanceIds, deadlineAt),
    },
    events: {
      // Of nothing nothing is learnt.
      publish: async (told) => {
        if (told.length > 0) await publishing.make(async () => await events.publish(told));
      },
    },
  };
}
