import { toInstant } from '../../../core/api/present-session.ts';
import { MAX_PACKAGE_BYTES } from '../../../core/api/problems.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { makeImportId, uploadKeyOf } from '../../../core/problems/import.ts';
import type { RouteHandler } from '../route-handler.ts';

/** How long an upload URL holds. */
const UPLOAD_S = 900;

export const createImport: RouteHandler<'createImport'> = async ({ body, caller }, services) => {
  const { problemId } = body;
  const now = services.clock.now();
  const importId = makeImportId(problemId, services.ids.next());
  const expiresAt = toInstant(now + UPLOAD_S * 1000);
  await services.problems.createImport({
    importId,
    problemId,
    requestedAt: toInstant(now),
    requestedBy: actorOf(caller),
    expiresAt,
  });
  return {
    importId,
    problemId,
    uploadUrl: await services.presignUpload(uploadKeyOf(importId), 'application/zip', UPLOAD_S),
    expiresAt,
    maxBytes: MAX_PACKAGE_BYTES,
  };
};
