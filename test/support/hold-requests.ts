import { appendFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openServiceModels } from './service-models.ts';
import { watchRequests } from './watch-requests.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const product = ['adapters', 'cli', 'lambdas'].map((folder) => join(root, folder, '/'));

/**
 * From now on holds the requests that the product sends in this process against AWS's models of its services, and adds a
 * line to a file for each thing that they do not allow. What a test sends itself is its own business: much of it is wrong on
 * purpose. Does nothing where no models are installed. Returns what ends it.
 */
export function holdRequests(file: string): () => void {
  const models = openServiceModels();
  if (!models) return () => undefined;
  return watchRequests((request, callers) => {
    if (!product.some((folder) => callers.includes(folder))) return;
    for (const { path, shape, rule, found } of models.check(request))
      appendFileSync(file, `${request.serviceId} ${path} (${shape}): ${rule}: ${found}\n`);
  });
}
