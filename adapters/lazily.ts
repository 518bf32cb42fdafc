type Port<T> = { readonly [K in keyof T]: (...args: never[]) => Promise<unknown> };

/**
 * A port whose implementation is loaded with the first call of it. A client of AWS is a sixth of what starting a function
 * costs, which calls that do not need it should not pay: so `load` imports the module that makes it.
 */
export function lazily<T extends Port<T>>(load: () => Promise<T>): T {
  let loaded: Promise<T> | undefined;
  const call =
    (name: keyof T) =>
    async (...args: never[]) => {
      loaded ??= load();
      const port = await loaded;
      return await port[name](...args);
    };
  // Every member is such a call, as Port says; the proxy's target only gives it its type.
  return new Proxy({} as T, { get: (_, name) => call(name as keyof T) });
}
