import { ApiProblem } from '../../../core/api/problem-details.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { changeAlert } from '../change-alert.ts';
import type { RouteHandler } from '../route-handler.ts';

export const acknowledgeAlert: RouteHandler<'acknowledgeAlert'> = async (
  { params, body, caller },
  services,
) =>
  await changeAlert(
    services,
    caller,
    { alertId: params.alertId, act: 'alert.acknowledge', reason: body.reason },
    (alert, at) => {
      if (alert.state === 'resolved')
        throw new ApiProblem('conflict', 'it is resolved: there is nothing to see to any more');
      return alert.state === 'acknowledged'
        ? undefined
        : {
            ...alert,
            state: 'acknowledged',
            acknowledged: { at, by: actorOf(caller), reason: body.reason },
          };
    },
  );
