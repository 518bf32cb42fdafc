/**
 * A local system in a process of its own, for a load that finds none: `own-system.ts ASSEMBLY DATA`. Whoever loads must not
 * share its processor time. Tells its parent when it is there, answers each message with what its functions have done so
 * far, and ends with its parent.
 */
import { join } from 'node:path';
import { issueTokens } from '../local/local-access.ts';
import { startSystem } from '../local/system.ts';
import { openLog } from '../local/write-log.ts';
import type { FunctionUsage } from './record.ts';

const [assemblyDir, dataDir] = process.argv.slice(2) as [string, string];

const log = openLog(dataDir, () => undefined, 'error');
// The limits of an account that has grown: those of a new one would be measured instead of the system.
const system = await startSystem({ assemblyDir, dataDir, account: 'standard', log: log.sink });
system.publish({
  pageUrl: system.pageUrl ?? system.apiUrl,
  password: system.tokens.passwordOf('instructor'),
  tokens: await issueTokens(system, []),
});

const memoryOf = new Map([...system.host.definitions()].map(({ label, memoryMb }) => [label, memoryMb]));
const usage = (): FunctionUsage[] =>
  [...system.host.pool.times()].map(([name, times]) => ({
    name,
    ...times,
    memoryMb: memoryOf.get(name) ?? 0,
  }));
const stop = async () => {
  await system.stop();
  await log.close();
  process.exit(0);
};
process.on('message', () => process.send?.(usage()));
process.on('disconnect', () => void stop());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
process.send?.({ ready: join(dataDir, 'local.json') });
