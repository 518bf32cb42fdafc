import { presentAdoption } from '../../../core/api/present-monitoring.ts';
import { readMonitored } from '../monitored-range.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getAdoption: RouteHandler<'getAdoption'> = async ({ query }, services) => {
  const { figures, facts } = await readMonitored(query, services);
  return presentAdoption(figures, facts);
};
