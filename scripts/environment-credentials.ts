import type { Plugin } from 'esbuild';

const NAMESPACE = 'environment-credentials';

/**
 * Lets bundled clients take their credentials from the environment alone, where Lambda (and local mode) puts them. The
 * SDK's chain looks there first too; what follows in it (profiles, single sign-on, instance metadata, web identity) no
 * function can use, and it is a tenth of every bundle.
 */
export const environmentCredentials: Plugin = {
  name: 'environment-credentials',
  setup(build) {
    const resolveDir = import.meta.dirname;
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path }) => ({
      path,
      namespace: NAMESPACE,
    }));
    build.onLoad({ filter: /./, namespace: NAMESPACE }, () => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
      resolveDir,
    }));
  },
};
