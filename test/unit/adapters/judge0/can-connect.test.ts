import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { canConnect } from '../../../../adapters/judge0/can-connect.ts';

const nobody = new AbortController().signal;

/** Listens with room for few connections that nobody has accepted, and tells its port. */
const LISTENER = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));
`;

describe('whether a machine is there', () => {
  it('is told by whoever listens, and by a kernel that refuses', async () => {
    const server = createServer((socket) => socket.destroy());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    expect(await canConnect(url, 60_000, nobody)).toBe(true);
    server.close();
    await once(server, 'close');
    expect(await canConnect(url, 60_000, nobody)).toBe(true);
  });

  it('is told by the kernel of a program that stands still, and by nobody where no handshake is answered', async () => {
    const child = spawn(process.execPath, ['-e', LISTENER], { stdio: ['ignore', 'pipe', 'inherit'] });
    const filling: Socket[] = [];
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const port = Number(line.toString());
      child.kill('SIGSTOP');
      const url = `http://127.0.0.1:${port}`;
      expect(await canConnect(url, 60_000, nobody)).toBe(true);
      // With its backlog full, the kernel answers no handshake: as from a machine that is gone.
      while (await canConnect(url, 500, nobody)) {
        const socket = connect({ host: '127.0.0.1', port });
        socket.on('error', () => undefined);
        filling.push(socket);
        expect(filling.length).toBeLessThan(100);
      }
      const leaving = new AbortController();
      const asked = canConnect(url, 60_000, leaving.signal);
      leaving.abort();
      expect(await asked).toBe(true);
    } finally {
      for (const socket of filling) socket.destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
});
