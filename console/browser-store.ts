/** What of the browser's storage the exam uses. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** A storage that tells the names of what it holds. */
export interface ListedStore {
  names(): readonly string[];
}

/**
 * The browser's storage, with this page's memory where that is full or forbidden: nothing typed is lost while the page
 * lives.
 */
export function createBrowserStore(
  storage: () => Store & Pick<Storage, 'key' | 'length'>,
): Store & ListedStore {
  const memory = new Map<string, string>();
  return {
    names() {
      const held = new Set(memory.keys());
      try {
        const kept = storage();
        for (let index = 0; index < kept.length; index++) held.add(kept.key(index) ?? '');
      } catch {
        // What may not be read holds nothing.
      }
      return [...held];
    },
    getItem(name) {
      const own = memory.get(name);
      if (own !== undefined) return own;
      try {
        return storage().getItem(name);
      } catch {
        return null;
      }
    },
    setItem(name, value) {
      try {
        storage().setItem(name, value);
        memory.delete(name);
      } catch {
        memory.set(name, value);
      }
    },
    removeItem(name) {
      memory.delete(name);
      try {
        storage().removeItem(name);
      } catch {
        // What may not be read holds nothing.
      }
    },
  };
}

/** Whether the browser keeps what is stored beyond this page. */
export function isLasting(storage: () => Store): boolean {
  try {
    storage().setItem('assize-probe', '1');
    storage().removeItem('assize-probe');
    return true;
  } catch {
    return false;
  }
}

/** The storage of this page. */
export const browserStore = createBrowserStore(() => localStorage);
