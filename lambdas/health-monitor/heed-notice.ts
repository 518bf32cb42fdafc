import * as z from 'zod/mini';
import type { FleetPorts } from '../../core/fleet/fleet-ports.ts';
import { noteInterruption } from '../../core/fleet/note-interruption.ts';
import { type FleetPass, passFleet } from '../../core/fleet/pass-fleet.ts';
import type { Tools } from '../middleware/tools.ts';

/** EC2's event that it takes a spot instance back, as EventBridge gives it. */
export const noticeSchema = z.object({
  source: z.literal('aws.ec2'),
  'detail-type': z.literal('EC2 Spot Instance Interruption Warning'),
  time: z.iso.datetime(),
  detail: z.object({
    'instance-id': z.string().check(z.regex(/^i-([0-9a-f]{8}|[0-9a-f]{17})$/, 'is no instance id')),
    'instance-action': z.enum(['terminate', 'stop', 'hibernate']),
  }),
});

export type Notice = z.infer<typeof noticeSchema>;

/** Heeds a notice at once: the host drains, and what replaces it is launched beside it. */
export async function heedNotice(
  notice: Notice,
  ports: FleetPorts,
  { logger, count, measure }: Tools,
): Promise<Pick<FleetPass, 'hostsFailed' | 'launchesFailed'> | { readonly reason: string }> {
  const instanceId = notice.detail['instance-id'];
  const sessionId = await noteInterruption({ instanceId, givenAt: Date.parse(notice.time) }, ports);
  const pass =
    sessionId === undefined
      ? undefined
      : await passFleet(sessionId, ports, (failed) =>
          count({ hostsFailed: failed.hostsFailed + failed.launchesFailed }),
        );
  if (pass === undefined)
    return { reason: `${instanceId} is no host of this stage that could be taken back` };
  const { hostsFailed, launchesFailed, degraded } = pass;
  logger.warn('host.interrupted', { sessionId, hostId: instanceId, hostsFailed, launchesFailed });
  count({ hostsFailed: hostsFailed + degraded + launchesFailed });
  measure('launchFailures', launchesFailed);
  return { hostsFailed, launchesFailed };
}
