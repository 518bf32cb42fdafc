/** Stands in for the judge host where only the machine matters: it listens, tells who it is, and ends when told. */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { TOKEN_VARIABLE, USER_DATA_VARIABLE } from '../../../local/judge-host/token-variables.ts';

const names = ['address', 'port', 'slots', 'memory', 'data'];
const { values } = parseArgs({
  options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
});
const server = createServer((_request, response) => {
  const { [TOKEN_VARIABLE]: token, [USER_DATA_VARIABLE]: userData } = process.env;
  response.end(JSON.stringify({ ...values, token, userData, pid: process.pid }));
});
server.listen(Number(values['port']), String(values['address']), () => {
  process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
});
process.stdin.resume();
process.stdin.once('end', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
