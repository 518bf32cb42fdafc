import { presentAccount } from '../../../core/api/present-session.ts';
import { drawUpAccount } from '../../../core/costs/settle-account.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getLedger: RouteHandler<'getLedger'> = async ({ params, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { prices, volumeGb } = services.bookingLimits;
  const [account, stored] = await Promise.all([
    drawUpAccount(session, { ...services, prices, volumeGb }, services.clock.now()),
    session.settledAt === undefined ? undefined : services.bills.get(session.sessionId),
  ]);
  // The bill as settled: prices may have changed since.
  return presentAccount(
    stored === undefined
      ? account
      : { ...account, ledger: { ...account.ledger, usd: stored.usd }, bill: stored },
    session,
  );
};
