import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

const STARTS = 'const sourceUnit = parser.sourceUnit();';

/**
 * Adds one option to the parser of Solidity in bundles: `onParser`, called with ANTLR's parser before it reads. The package keeps that parser to itself, and what it predicts can be
 * kept for the next time only there. Where the sources run as they are, nothing calls it: trees are the same, and take longer.
 */
export const openSolidityParser: Plugin = {
  name: 'open-solidity-parser',
  setup(build) {
    build.onLoad({ filter: /[\\/]@solidity-parser[\\/]parser[\\/]dist[\\/]index\.cjs\.js$/ }, ({ path }) => {
      const parts = readFileSync(path, 'utf8').split(STARTS);
      if (parts.length !== 2)
        throw new Error(
          `${path} has \`${STARTS}\` ${parts.length - 1} times instead of once: look where its parse() begins to read, and change scripts/open-solidity-parser.ts.`,
        );
      return { contents: parts.join(`options.onParser?.(parser); ${STARTS}`) };
    });
  },
};
