import { presentEfficiency } from '../../../core/api/present-monitoring.ts';
import { readMonitored } from '../monitored-range.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getEfficiency: RouteHandler<'getEfficiency'> = async ({ query }, services) => {
  const { figures, facts } = await readMonitored(query, services);
  return presentEfficiency(figures, facts);
};
