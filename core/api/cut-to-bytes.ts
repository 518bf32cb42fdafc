/**
 * Most bytes that a list may have in one answer: Lambda answers 6 MB, in which a body is a text whose quotes are escaped once
 * more, and what stands around a list has room beside it.
 */
export const MAX_LIST_BYTES = 4 * 1024 * 1024;

const encoder = new TextEncoder();

/**
 * The beginning of a list, as it is shown, that has no more than this many bytes as JSON; at least one item of it, if there
 * are any. What is left out is not made. Pure.
 */
export function cutToBytes<Item, Shown>(
  items: readonly Item[],
  show: (item: Item) => Shown,
  bytes = MAX_LIST_BYTES,
): Shown[] {
  const kept: Shown[] = [];
  let left = bytes;
  for (const item of items) {
    const shown = show(item);
    left -= encoder.encode(JSON.stringify(shown)).length + 1;
    if (left < 0 && kept.length > 0) break;
    kept.push(shown);
  }
  return kept;
}

/**
 * A page of a store's list that has no more than this many bytes as JSON: where the one that was asked for has more, it ends
 * earlier and so the next begins earlier.
 * @param read reads a page of at most so many items, with the cursor of the next
 */
export async function readFittingPage<Item, Page extends { readonly items: readonly Item[] }>(
  limit: number,
  read: (limit: number) => Promise<Page>,
  bytes = MAX_LIST_BYTES,
): Promise<Page> {
  let page = await read(limit);
  for (;;) {
    const fits = cutToBytes(page.items, (item) => item, bytes).length;
    if (fits === page.items.length) return page;
    page = await read(fits);
  }
}
