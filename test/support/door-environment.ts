/** What `scripts/enter.mjs`, the door of every command, hands on: where programs are, and where compiled sources are kept. */
export const doorEnvironment: Readonly<Record<string, string>> = Object.fromEntries(
  ['PATH', 'NODE_COMPILE_CACHE'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);
