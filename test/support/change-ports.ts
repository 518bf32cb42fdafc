import { bookingLimitsOf } from '../../core/booking/booking-limits.ts';
import { readStageConfig } from '../../core/config/stage-config.ts';
import { DEFAULT_LIMITS } from '../../core/grading/problem-limits.ts';
import type { FleetWorld } from './fleet-world.ts';
import { MemoryReservationStore } from './memory/reservation-store.ts';
import { joiningInMemory } from './memory-join-store.ts';

/**
 * What changing, cancelling and restoring a session of this world touches.
 * @param onAct told of everything that is planned or started elsewhere
 */
export function changePortsOf(world: FleetWorld, onAct: (what: string) => void = () => undefined) {
  return {
    clock: world.clock,
    cloud: world.cloud,
    sessions: world.sessions,
    hosts: world.hosts,
    messages: world.messages,
    reservations: new MemoryReservationStore(),
    findings: world.findings,
    ...joiningInMemory(),
    bookingLimits: bookingLimitsOf(readStageConfig('dev'), ['javascript'], undefined),
    getVersion: async (problemId: string, version: number) => ({
      problemId,
      version,
      manifest: {
        languages: null,
        limits: DEFAULT_LIMITS,
        testCases: [],
        kind: 'pass-fail' as const,
        groups: [],
        names: { en: 'Sum' },
      },
    }),
    schedules: {
      plan: async () => onAct('schedules'),
      planTermination: world.fleetPorts.schedules.planTermination,
    },
    startLaunch: async () => onAct('launch'),
    startShutdown: async () => onAct('shutdown'),
  };
}
