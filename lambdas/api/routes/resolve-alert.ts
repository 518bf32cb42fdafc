import { resolveAlert as resolve } from '../../../core/alerts/decide-alert.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { changeAlert } from '../change-alert.ts';
import type { RouteHandler } from '../route-handler.ts';

export const resolveAlert: RouteHandler<'resolveAlert'> = async ({ params, body, caller }, services) =>
  await changeAlert(
    services,
    caller,
    { alertId: params.alertId, act: 'alert.resolve', reason: body.reason },
    (alert, at) =>
      alert.state === 'resolved'
        ? undefined
        : resolve(
            alert,
            { at, by: actorOf(caller), reason: body.reason },
            // As the last look found it.
            alert.goneAt !== undefined,
          ),
  );
