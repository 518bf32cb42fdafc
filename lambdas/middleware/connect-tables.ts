import { createDocumentClient, type Table } from '../../adapters/dynamodb/table.ts';
import type { Tools } from './tools.ts';

/** The tables of a function by their names, over one client. A row that a list had to leave out rings an alarm. */
export function connectTables({ logger, count }: Tools): (name: string) => Table {
  const client = createDocumentClient();
  const onUnreadable = (error: Error) => {
    logger.error('row.unreadable', { error });
    // Each metric that an alarm watches costs; what is left out and what is set aside both need a person.
    count({ submissionsQuarantined: 1 });
  };
  return (name) => ({ client, name, onUnreadable });
}
