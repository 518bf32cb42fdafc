import type { MiddlewareObj } from '@middy/core';
import { classifyError } from '../../adapters/errors/classify-error.ts';
import type { Tools } from './tools.ts';

/**
 * Logs that an invocation failed, of which kind, and prints the metrics, failed or not. The error goes on to Lambda:
 * an alarm on errors, a retry and a failure queue see it.
 */
export function reportInvocation(tools: () => Tools): MiddlewareObj<unknown, unknown> {
  return {
    before: ({ context }) => {
      tools().logger.addContext(context as Parameters<Tools['logger']['addContext']>[0]);
    },
    after: () => {
      print(tools());
    },
    onError: ({ error }) => {
      tools().logger.error('invocation.failed', { errorKind: classifyError(error), error: error as Error });
      print(tools());
    },
  };
}

/** Answers nothing: what a middleware's `after` returns takes the place of the handler's own answer. */
function print({ metrics }: Tools): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
