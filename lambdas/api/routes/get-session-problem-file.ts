import { ApiProblem } from '../../../core/api/problem-details.ts';
import { findFile, MAX_FILE_BYTES, mediaTypeOf } from '../../../core/problems/problem-files.ts';
import { findSessionProblem } from '../find-session-problem.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getSessionProblemFile: RouteHandler<'getSessionProblemFile'> = async (
  { params, caller },
  services,
) => {
  const { manifest, booked } = await findSessionProblem(services, caller, params);
  const file = findFile(manifest, params.name);
  if (file === undefined)
    throw new ApiProblem('not-found', `problem ${booked.label} has no file ${params.name}`);
  const bytes = file.bytes > MAX_FILE_BYTES ? undefined : await services.readTestData(file.hash);
  if (bytes === undefined)
    throw new ApiProblem(
      'too-large',
      `${file.name} has ${file.bytes} bytes, and ${MAX_FILE_BYTES} are given at most: ask your instructor for it`,
    );
  return {
    name: file.name,
    mediaType: mediaTypeOf(file.name),
    base64: Buffer.from(bytes).toString('base64'),
  };
};
