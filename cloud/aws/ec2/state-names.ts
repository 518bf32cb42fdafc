/** States of an instance and the codes by which EC2 numbers them. */
export const INSTANCE_STATES = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;

export type InstanceStateName = keyof typeof INSTANCE_STATES;

/** States in which an instance takes part of the vCPU quota. */
export function countsForQuota(state: InstanceStateName): boolean {
  return state === 'pending' || state === 'running';
}
