import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makePrivateDirectory } from '../private-directory.ts';
import type { Machine } from './ec2/machine.ts';
import type { LambdaPort } from './lambda-port.ts';
import type { Log } from './log.ts';
import type { NetworkModel } from './network-model.ts';
import type { PrincipalDirectory } from './principals.ts';
import { serveRequest } from './serve.ts';
import { type AccountOptions, type LocalServices, startServices } from './services.ts';

/** How to start the local AWS endpoint. */
export interface EndpointOptions extends AccountOptions {
  /** Everything that must survive a restart lives under it. One process at a time. */
  readonly dataDir: string;
  readonly region: string;
  /** Port of 127.0.0.1; 0 (the default) = any free one. */
  readonly port?: number;
  /** Access keys and roles; read on every request, so changes count at once. */
  readonly principals: PrincipalDirectory;
  /** What runs inside instances. */
  readonly machine: Machine;
  /** Where instances are launched; read at every launch, so that changes count at once. */
  readonly network: NetworkModel;
  /** The function host, if it is there already; else `connectLambda` later. */
  readonly lambda?: LambdaPort;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Uniform in [0, 1): boot delays, describe lag and schedule jitter. Seed it to repeat a run. */
  readonly random: () => number;
}

/** A running endpoint. */
export interface LocalEndpoint {
  /** 'http://127.0.0.1:PORT', for AWS_ENDPOINT_URL. */
  readonly url: string;
  /** fauxqs knows no other account. */
  readonly accountId: '000000000000';
  readonly services: LocalServices;
  connectLambda(port: LambdaPort): void;
  /** Alarms are judged and schedules act from now on, overdue ones at once: to be called when all their targets are there. */
  startSchedules(): void;
  /** Ends every host and closes every store. */
  stop(): Promise<void>;
}

/** A new AWS account of today, at its kindest: machines are there, and told of at once, however often it is asked. */
const NEW_ACCOUNT: Required<AccountOptions> = {
  bootDelayMs: [300, 1000],
  describeLagMs: [0, 0],
  throttles: {},
  quotaVcpus: 5,
  shortages: [],
  planTypes: undefined,
  scheduleJitterMs: [0, 59_000],
};
const ACCOUNT_ID = '000000000000';
/** Above the idle time of every SDK client, so that no request meets a connection that we just closed. */
const KEEP_ALIVE_MS = 600_000;

/**
 * Starts all services on one HTTP server of 127.0.0.1. Rejects if the port is taken or the stores are held by another
 * process.
 */
export async function startEndpoint(options: EndpointOptions): Promise<LocalEndpoint> {
  makePrivateDirectory(options.dataDir);
  const lambda: { port?: LambdaPort } = options.lambda === undefined ? {} : { port: options.lambda };
  const services = await startServices({
    ...NEW_ACCOUNT,
    ...options,
    accountId: ACCOUNT_ID,
    lambda: () => {
      if (lambda.port === undefined)
        throw new Error('The function host is not connected to the endpoint yet.');
      return lambda.port;
    },
  });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 }, (request, response) => {
    void serveRequest({ ...options, accountId: ACCOUNT_ID, services }, request, response);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    await services.stop();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(
      `Port ${options.port} of 127.0.0.1 is in use: name another, or none to have a free one.`,
      { cause: error },
    );
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    accountId: ACCOUNT_ID,
    services,
    connectLambda: (port) => {
      lambda.port = port;
    },
    startSchedules: () => services.startSchedules(),
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await services.stop();
    },
  };
}
