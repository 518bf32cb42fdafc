import { ApiProblem } from '../../../core/api/problem-details.ts';
import { problemOfImport, settleImport } from '../../../core/problems/import.ts';
import type { Fault } from '../../../core/problems/package/fault.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getImport: RouteHandler<'getImport'> = async ({ params }, services) => {
  const stored =
    problemOfImport(params.importId) === null ? null : await services.problems.getImport(params.importId);
  if (stored === null) throw new ApiProblem('not-found', `there is no import ${params.importId}`);
  const found = settleImport(stored, services.clock.now());
  const faults = found.state === 'refused' ? found.faults : found.state === 'imported' ? found.warnings : [];
  return {
    importId: found.importId,
    problemId: found.problemId,
    state: found.state,
    requestedAt: found.requestedAt,
    ...('finishedAt' in found ? { finishedAt: found.finishedAt } : {}),
    ...(found.state === 'imported' ? { version: found.version } : {}),
    faults: faults.map(presentFault),
  };
};

function presentFault({ severity, code, file, line, message }: Fault) {
  const where = file === '' ? 'package' : line === undefined ? file : `${file}:${line}`;
  return { field: where, detail: message, severity, code, file, ...(line === undefined ? {} : { line }) };
}
