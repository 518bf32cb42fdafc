import { MAX_BULK_UPLOAD_BYTES, NDJSON } from '../../../core/api/bulk.ts';
import { toInstant } from '../../../core/api/present-session.ts';
import { bulkUploadKey } from '../bulk-upload-key.ts';
import { findSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

/** How long an upload URL holds. */
const UPLOAD_S = 900;

export const createSubmissionUpload: RouteHandler<'createSubmissionUpload'> = async (
  { params, caller },
  services,
) => {
  const { session } = await findSession(services, caller, params.sessionId);
  const uploadId = services.ids.next();
  const key = bulkUploadKey(session.sessionId, caller, uploadId);
  return {
    uploadId,
    uploadUrl: await services.presignUpload(key, NDJSON, UPLOAD_S),
    expiresAt: toInstant(services.clock.now() + UPLOAD_S * 1_000),
    maxBytes: MAX_BULK_UPLOAD_BYTES,
  };
};
