import { MAX_BULK_UPLOAD_BYTES } from '../../../core/api/bulk.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { bulkUploadKey } from '../bulk-upload-key.ts';
import { findSession } from '../find-session.ts';
import { toLines } from '../read-request.ts';
import type { RouteHandler } from '../route-handler.ts';
import { submitLines } from '../submit-lines.ts';

export const createUploadedSubmissions: RouteHandler<'createUploadedSubmissions'> = async (
  { params, caller, receivedAt },
  services,
) => {
  const { session } = await findSession(services, caller, params.sessionId);
  const { sessionId } = session;
  const bytes = await services.readUpload(
    bulkUploadKey(sessionId, caller, params.uploadId),
    MAX_BULK_UPLOAD_BYTES,
  );
  if (bytes === undefined)
    throw new ApiProblem('not-yet', 'nothing was uploaded there: PUT the lines to the uploadUrl first');
  if (bytes === 'too-large')
    throw new ApiProblem(
      'too-large',
      `more than ${MAX_BULK_UPLOAD_BYTES} bytes were uploaded: send the rest by another upload`,
    );
  return await submitLines(services, { caller, sessionId, receivedAt }, toLines(bytes));
};
