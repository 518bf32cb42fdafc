import { SSMClient } from '@aws-sdk/client-ssm';
import { SsmJudgeRegistry } from '../../adapters/ssm/judge-registry.ts';

/** The judges that operators registered; this function may not read their tokens. */
export const registry = new SsmJudgeRegistry(new SSMClient({}));
