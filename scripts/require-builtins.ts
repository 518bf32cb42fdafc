import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';

const NAMES = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
const NAMESPACE = 'required-builtin';

/**
 * Loads Node's own modules by require instead of import. Importing one makes Node read every export of it, getters too:
 * `node:http` alone then loads the whole of undici, which costs a function a tenth of its start.
 */
export const requireBuiltins: Plugin = {
  name: 'require-builtins',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ path, kind, namespace }) => {
      if (!NAMES.has(path)) return undefined;
      return namespace === NAMESPACE || kind === 'require-call'
        ? { path, external: true }
        : { path, namespace: NAMESPACE };
    });
    build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }));
  },
};
