declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** DynamoDB's API on LevelDB. `close` waits for pending writes. */
  export default function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
}
