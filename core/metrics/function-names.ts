/** Every function of Assize, by the name of its deployment. */
export const functionNames = [
  'api',
  'scheduler-launcher',
  'health-monitor',
  'host-prober',
  'auto-shutdown',
  'submission-executor',
  'submission-executor-hosted',
  'problem-importer',
  'webhook-sender',
  'submission-reviewer',
] as const;
export type FunctionName = (typeof functionNames)[number];
