import { Duration } from 'aws-cdk-lib';
import type { FunctionName } from '../../core/metrics/function-names.ts';
import { IMPORT_LIFE_MS } from '../../core/problems/import.ts';
import { EXECUTOR_LIFE_MS } from '../../core/submissions/executor-time.ts';

export { type FunctionName, functionNames } from '../../core/metrics/function-names.ts';

export interface FunctionLimits {
  /** Also sets the share of a vCPU: 1,769 MB are one. */
  readonly memoryMb: number;
  readonly timeout: Duration;
}

/**
 * Memory and time of each function. The API stops below API Gateway's 30 s. An executor's loop looks at the time
 * that it has left before it takes another submission, and what it has begun may take minutes: it has all the time that
 * Lambda gives. The tick sleeps up to a minute between its two passes, and the
 * sender of webhooks works while it does. A reviewer goes on until nothing waits, with one vCPU for what parsers do.
 */
export const functionLimits: Readonly<Record<FunctionName, FunctionLimits>> = {
  api: { memoryMb: 512, timeout: Duration.seconds(29) },
  'scheduler-launcher': { memoryMb: 512, timeout: Duration.seconds(180) },
  'health-monitor': { memoryMb: 512, timeout: Duration.seconds(180) },
  'host-prober': { memoryMb: 512, timeout: Duration.seconds(120) },
  'auto-shutdown': { memoryMb: 512, timeout: Duration.seconds(180) },
  'submission-executor': { memoryMb: 1024, timeout: Duration.millis(EXECUTOR_LIFE_MS) },
  'submission-executor-hosted': { memoryMb: 1024, timeout: Duration.millis(EXECUTOR_LIFE_MS) },
  'problem-importer': { memoryMb: 1769, timeout: Duration.millis(IMPORT_LIFE_MS) },
  'webhook-sender': { memoryMb: 512, timeout: Duration.seconds(120) },
  'submission-reviewer': { memoryMb: 1769, timeout: Duration.seconds(600) },
};
