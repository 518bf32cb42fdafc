import type { LimitOf } from '../../core/insight/insight.ts';
import type { Services } from './services.ts';

/** Limits of CPU time as the versions of problems have them: manifests never change, and are read once an instance. */
export function limitsFrom({ getVersion }: Pick<Services, 'getVersion'>): LimitOf {
  return async (problemId, version) => (await getVersion(problemId, version))?.manifest.limits.timeMs;
}
