import { presentStage } from '../../../core/api/present-stage.ts';
import { FLEET_KEY, languagesRefused } from '../../../core/examination/deployment-findings.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getStage: RouteHandler<'getStage'> = async (_request, services) => {
  const { stage, region, bookingLimits: limits, clock } = services;
  const [sessions, account, found, webhooks] = await Promise.all([
    services.sessions.listUnsettled(),
    services.findings.listAccount(),
    services.findings.list(FLEET_KEY),
    services.webhooks.list(),
  ]);
  const now = clock.now();
  const languagesMissing = languagesRefused([found], now);
  return presentStage({ stage, region, sessions, account, languagesMissing, webhooks, limits, now });
};
