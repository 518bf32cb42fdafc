// Loaded before a function's code: every outgoing connection is first put to the host, which knows the
// function's subnets, routes and security groups. The endpoint itself is always reachable; it refuses by
// caller what the subnets could not reach.
import dgram from 'node:dgram';
import net from 'node:net';

const send = process.send.bind(process);
const endpoint = new URL(process.env.AWS_ENDPOINT_URL);
const endpointPort = Number(endpoint.port);
const waiting = new Map();
let lastQuestion = 0;

process.on('message', (message) => {
  if (message.type !== 'connect-answer') return;
  waiting.get(message.id)?.(message);
  waiting.delete(message.id);
});

/** Asks the host; the channel is not what keeps an idle process alive, the runtime's own listener is. */
function ask(host, port) {
  return new Promise((fulfil) => {
    const id = ++lastQuestion;
    waiting.set(id, fulfil);
    send({ type: 'connect', id, host, port });
  });
}

/** The error that a connection without a route ends in, without the minutes that it takes. */
function unreachable(host, port, reason) {
  return Object.assign(new Error(`connect ETIMEDOUT ${host}:${port} (${reason})`), {
    errno: -110,
    code: 'ETIMEDOUT',
    syscall: 'connect',
    address: host,
    port,
  });
}

/** Host and port of the arguments of connect(); undefined for a local socket file. */
function targetOf(args) {
  // net.connect() hands over its own normalised [options, callback] array.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) {
    if (first.path !== undefined) return undefined;
    return { host: first.host ?? 'localhost', port: Number(first.port) };
  }
  if (Number.isNaN(Number(first))) return undefined;
  return { host: typeof second === 'string' ? second : 'localhost', port: Number(first) };
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function guardedConnect(...args) {
  const target = targetOf(args);
  if (target === undefined || (target.host === endpoint.hostname && target.port === endpointPort)) {
    return connect.apply(this, args);
  }
  // Writes made meanwhile are kept, as they are while a real connection is being made.
  this.connecting = true;
  ask(target.host, target.port).then(({ allowed, reason }) => {
    if (this.destroyed) return;
    if (allowed) connect.apply(this, args);
    else this.destroy(unreachable(target.host, target.port, reason));
  });
  return this;
};

// No function of the system speaks UDP; what is not judged must not pass.
dgram.Socket.prototype.send = function guardedSend() {
  throw new Error('UDP is not served by the local function host');
};
