// Runs a system in a process of its own, so that a test can kill it. Arguments: assembly folder, data folder.
import { startSystem } from '../../../local/system.ts';

const [assemblyDir, dataDir] = process.argv.slice(2) as [string, string];
const system = await startSystem({ assemblyDir, dataDir, account: 'new', log: () => undefined });
const token = await system.tokens.issue('ada', 'operator');
process.on('message', () => system.stop().then(() => process.exit(0)));
process.send!({ apiUrl: system.apiUrl, token });
