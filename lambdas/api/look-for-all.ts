import { remember } from './remember.ts';
import type { Services } from './services.ts';

/** A look that serves everybody who asks within `freshMs` in this instance, by a key. @param read looks anew */
export function lookForAll<T>(
  freshMs: number,
  read: (services: Services, key: string) => Promise<T>,
): (services: Services, key: string) => Promise<T> {
  const readers = new WeakMap<Services, (key: string) => Promise<T>>();
  return async (services, key) => {
    const reader =
      readers.get(services) ??
      remember(
        freshMs,
        () => services.clock.now(),
        (wanted) => read(services, wanted),
      );
    readers.set(services, reader);
    return await reader(key);
  };
}
