import { connectReviews } from '../../adapters/dynamodb/connect-reviews.ts';
import { ThreadDetectors } from '../../adapters/review/thread-detectors.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { ulidSource } from '../../adapters/ulid-source.ts';
import { readStageConfig } from '../../core/config/stage-config.ts';
import { pricesOf } from '../../core/costs/prices.ts';
import { reviewUsd } from '../../core/costs/review-cost.ts';
import { rulesOf } from '../../core/review/detectors.ts';
import { modelKeyOf } from '../../core/review/models/model-key.ts';
import type { ReviewerPorts } from '../../core/review/work-reviews.ts';
import { connectTables } from '../middleware/connect-tables.ts';
import type { Tools } from '../middleware/tools.ts';
import { connectModelsOfStage } from './connect-models.ts';
import { connectSessions } from './connect-sessions.ts';
import type { Env } from './env.ts';
import { heedUpload, type Upload } from './heed-upload.ts';

/** Beside this file, in a bundle as in its source. */
const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './detect-worker.ts' : './detect-worker.mjs',
  import.meta.url,
);

/** Wires what reviewing touches, once for the life of the process. */
export function assemble(env: Env, tools: Tools) {
  const { logger, measure } = tools;
  const config = readStageConfig(env.STAGE);
  const table = connectTables(tools, env);
  const { models } = config.reviews;
  const prices = pricesOf(env.AWS_REGION);
  const threads = new ThreadDetectors(THREAD);
  const reviews = connectReviews(table(env.SUBMISSIONS_TABLE), config.reviews.keptDays, systemClock.now);
  const { chooseRuns, ...sessions } = connectSessions(env, table, {
    ...reviews,
    clock: systemClock,
    tell: ({ event, ...facts }) => logger.warn(`review.${event}`, facts),
  });
  const ports: ReviewerPorts = {
    ...reviews,
    ...sessions,
    clock: systemClock,
    ids: ulidSource,
    rulesOf,
    detect: async (source) => await threads.detect(source),
    models: modelKeyOf(models),
    ...(models === undefined
      ? {}
      : { askModels: connectModelsOfStage(models, config.circuits, table(env.SESSIONS_TABLE), env, tools) }),
    usdOf: (ms, modelUsd) => reviewUsd({ ms, modelUsd }, prices),
    tell(told) {
      const { event, ...facts } = told;
      logger.info(`review.${event}`, facts);
      // One that is put off has not ended.
      if (event === 'put-off') return;
      measure('reviews', 1, { reviewEnd: event === 'reviewed' && told.cached ? 'cached' : event });
      if (event === 'reviewed') measure('reviewMs', told.ms);
    },
  };
  return {
    ...ports,
    chooseRuns,
    startAgain: async (functionArn: string) =>
      await (await import('./start-again.ts')).startAgain(functionArn),
    heedUpload: async (upload: Upload) => await heedUpload(upload, env, reviews.store, tools),
  };
}
