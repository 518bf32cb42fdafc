import { findSubmission } from '../find-submission.ts';
import type { RouteHandler } from '../route-handler.ts';
import { showSubmission } from '../show-submission.ts';

export const getSubmission: RouteHandler<'getSubmission'> = async ({ params, caller }, services) =>
  await showSubmission(services, await findSubmission(services, caller, params));
