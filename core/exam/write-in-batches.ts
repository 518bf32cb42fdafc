/** Rows written at a time where one request writes thousands. */
export const WRITES_AT_ONCE = 25;

/** Writes one after another would outlast a request: writes {@link WRITES_AT_ONCE} at a time, in order. @throws what a write threw */
export async function writeInBatches<Item>(
  items: readonly Item[],
  write: (item: Item) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < items.length; at += WRITES_AT_ONCE)
    await Promise.all(items.slice(at, at + WRITES_AT_ONCE).map(write));
}
