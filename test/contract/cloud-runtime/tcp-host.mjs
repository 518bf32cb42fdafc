// Stands in for a judge host where only its address matters: accepts connections until its standard input closes.
import { createServer } from 'node:http';

const flag = (name) => process.argv[process.argv.indexOf(`--${name}`) + 1];
createServer((_request, response) => response.end('host')).listen(Number(flag('port')), flag('address'), () =>
  console.log(JSON.stringify({ ready: true })),
);
process.stdin.resume().on('end', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
