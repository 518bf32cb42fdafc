import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { readUpload } from '../../adapters/s3/read-upload.ts';
import { readStageConfig } from '../../core/config/stage-config.ts';
import { REVIEWED_LANGUAGES } from '../../core/review/detectors.ts';
import { MAX_REVIEW_BYTES } from '../../core/review/review-limits.ts';
import type { ReviewStore } from '../../core/review/review-store.ts';
import { languageOfFile, type TakenUpload, takeUpload } from '../../core/review/take-upload.ts';
import type { Tools } from '../middleware/tools.ts';
import type { Env } from './env.ts';

/** S3's event that an object was put, as EventBridge gives it. */
export const uploadSchema = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  time: z.iso.datetime(),
  detail: z.object({
    object: z.object({
      key: z.string(),
      size: z.int().check(z.gte(0)),
      etag: z.string(),
      sequencer: z.string(),
    }),
  }),
});

export type Upload = z.infer<typeof uploadSchema>;

/** Makes a review of a file that was put into the bucket. @returns its id; undefined where it was refused, which is logged */
export async function heedUpload(
  { time, detail }: Upload,
  env: Pick<Env, 'STAGE' | 'DATA_BUCKET'>,
  store: ReviewStore,
  { logger }: Tools,
): Promise<string | undefined> {
  const client = new S3Client();
  const taken: TakenUpload = await takeUpload(
    { ...detail.object, at: Date.parse(time) },
    {
      store,
      readObject: async (key) => await readUpload(client, env.DATA_BUCKET, key, MAX_REVIEW_BYTES),
      languages: REVIEWED_LANGUAGES,
      languageOf: languageOfFile,
      plan: readStageConfig(env.STAGE).reviews.plan,
      warn: (error) => logger.warn('review.count-kept', { error }),
    },
  );
  const { key } = detail.object;
  if (taken.action === 'refuse') {
    logger.warn('review.upload-refused', { key, reason: taken.reason });
    return undefined;
  }
  logger.info('review.uploaded', { key, reviewId: taken.reviewId, reason: taken.reason });
  return taken.reviewId;
}
