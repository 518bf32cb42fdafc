import { presentStage, SIGNALS_SHOWN_MS } from '../../../core/api/present-stage.ts';
import { FLEET_KEY, languagesRefused } from '../../../core/examination/deployment-findings.ts';
import { signalWindowAt } from '../../../core/security/security-signal.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getStage: RouteHandler<'getStage'> = async (_request, services) => {
  const { stage, region, bookingLimits: limits, clock } = services;
  const since = signalWindowAt(clock.now() - SIGNALS_SHOWN_MS);
  const [sessions, account, found, webhooks, signals] = await Promise.all([
    services.sessions.listUnsettled(),
    services.findings.listAccount(),
    services.findings.list(FLEET_KEY),
    services.webhooks.list(),
    services.signals.listSince(since, services.signalPolicy),
  ]);
  const now = clock.now();
  const languagesMissing = languagesRefused([found], now);
  return presentStage({
    stage,
    region,
    sessions,
    account,
    languagesMissing,
    webhooks,
    signals,
    limits,
    now,
  });
};
