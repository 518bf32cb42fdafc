import type { RouteHandler } from '../route-handler.ts';
import { submitLines } from '../submit-lines.ts';

export const createSubmissions: RouteHandler<'createSubmissions'> = async (
  { params, body, caller, receivedAt },
  services,
) => await submitLines(services, { caller, sessionId: params.sessionId, receivedAt }, body);
