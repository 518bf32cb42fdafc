import { connect } from 'node:net';

/** Port of a URL that names none, by its scheme. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * Whether the machine behind a URL takes a connection, or refuses it in so many words. Its kernel does either, however
 * busy or stopped its programs are; silence means that no machine is there.
 * @param timeoutMs how long it may take: two more tries of the handshake lie within 3 s
 * @param signal aborts when nobody wants to know any more; the answer is true then
 */
export function canConnect(url: string, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) || (DEFAULT_PORTS[protocol] ?? 80) });
    const end = (isThere: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
      socket.destroy();
      resolve(isThere);
    };
    const leave = () => end(true);
    // Where this process stood still for so long, what came meanwhile is read first.
    const timer = setTimeout(() => setImmediate(() => end(false)), timeoutMs);
    signal.addEventListener('abort', leave);
    socket.once('connect', () => end(true));
    // Later errors of a socket that is being destroyed are nobody's.
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      end(code === 'ECONNREFUSED' || code === 'ECONNRESET'),
    );
  });
}
