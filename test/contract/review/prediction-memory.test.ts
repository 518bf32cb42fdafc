import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse as parseAsPublished } from '@solidity-parser/parser';
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_SOLIDITY } from '../../../bench/review/hostile-solidity.ts';
import { makeContract } from '../../../bench/review/make-contract.ts';
import { cutSource } from '../../../core/review/solidity/cut-source.ts';
import { parseSource } from '../../../core/review/solidity/parse-source.ts';
import { type PredictingParser, PredictionMemory } from '../../../core/review/solidity/prediction-memory.ts';
import { LAMBDA_OPTIONS, SHARED } from '../../../scripts/build.ts';
import { ROOT } from '../../../scripts/fingerprint.ts';
import { CONTRACTS } from '../../unit/core/review/solidity/contract-pairs.ts';

/** What names, types, calls and operators can be ambiguous in, and what is wrong behind a place where they are. */
const AMBIGUOUS = [
  'a * b; a[1] c; a[b] = c; a.b c; a.b[2][] memory d = e; (a, b) = c; (uint a, , b) = c; a(b)(c){d: e}(f);',
  'emit A(b(c), d); emit A.b(c)(d); revert A(b(c)); revert(a); try a.b{value: c}(d) returns (e f) {} catch {}',
  'x = a < b ? c : d; x = a ** b ** c * d + e; x = !a[b].c(d)++ - -e; delete a[b]; new a[](b); new a.b{salt: c}(d);',
  'a b = c; a b; a; a.b; address payable x = payable(a); mapping(a => b) storage c; function(a) b c; var (a, b) = c;',
  'emit A(b(c), d) emit A; a b c; a[ ; x = a < ; emit A(b)(; (a, b = c; try a {} catch; new ; a.b c d;',
].map((body) => `contract C { function f() public { ${body} } }`);

interface Bundled {
  parse(text: string, options: object): unknown;
  parseSource: typeof parseSource;
}

const OPTIONS = { tolerant: true, loc: true, range: true };

/** A tree with its errors, or what was thrown instead. */
function treeOf(parse: (text: string, options: object) => unknown, text: string, options: object): unknown {
  try {
    return parse(text, options);
  } catch (error) {
    return String(error);
  }
}

describe('predictions that are kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assize-parser-'));
  let bundled: Bundled;

  beforeAll(async () => {
    await build({
      ...SHARED,
      ...LAMBDA_OPTIONS,
      stdin: {
        contents: `export { parse } from '@solidity-parser/parser';
export { parseSource } from './core/review/solidity/parse-source.ts';`,
        resolveDir: ROOT,
      },
      sourcemap: false,
      outdir: folder,
      entryNames: 'index',
    });
    bundled = (await import(pathToFileURL(join(folder, 'index.mjs')).href)) as Bundled;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const memories = { large: new PredictionMemory(1_000_000), small: new PredictionMemory(50) };

  /** With what many sources before left there, and with a memory that is full again and again. */
  function expectSameTree(text: string): void {
    const published = treeOf(parseAsPublished, text, OPTIONS);
    for (const { serve } of [memories.large, memories.small])
      expect(treeOf(bundled.parse, text, { ...OPTIONS, onParser: serve })).toEqual(published);
  }

  const damaged = fc
    .tuple(
      fc.constantFrom(...CONTRACTS, ...AMBIGUOUS),
      fc.array(
        fc.tuple(fc.nat(), fc.nat({ max: 30 }), fc.constantFrom('', ';', '(', '}', 'emit', 'a.b', '§')),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
    )
    .map(([contract, changes]) =>
      changes.reduce((text, [at, length, put]) => {
        const from = at % (text.length + 1);
        return `${text.slice(0, from)} ${put} ${text.slice(from + length)}`;
      }, contract),
    );

  it('are found again in a bundle, and make its parser predict less', () => {
    const memory = new PredictionMemory(10_000);
    let predicted = 0;
    const count = (parser: PredictingParser) => {
      const predictor = parser._interp;
      const predict = predictor.execATNWithFullContext.bind(predictor);
      predictor.execATNWithFullContext = (...of) => {
        predicted += 1;
        return predict(...of);
      };
      memory.serve(parser);
    };
    const readOnce = () => {
      predicted = 0;
      bundled.parse(makeContract(60), { onParser: count });
      return predicted;
    };
    expect(readOnce()).toBeGreaterThan(0);
    expect(readOnce()).toBe(0);
  });

  it('leave the tree of every contract as it is', () => {
    for (const contract of [...CONTRACTS, ...AMBIGUOUS, makeContract(60)]) expectSameTree(contract);
  });

  it('leave trees and errors of contracts that are damaged as they are', () => {
    fc.assert(fc.property(damaged, expectSameTree), { numRuns: 40 });
  });

  it('leave what is said of hostile sources as it is', () => {
    for (const [name, make] of Object.entries(HOSTILE_SOLIDITY)) {
      // Seconds each time, whatever is kept: the benchmark has it.
      if (name.includes('statements with many indexes')) continue;
      const source = make(6);
      expectSameTree(cutSource(source).text);
      expect(bundled.parseSource(source)).toEqual(parseSource(source));
    }
  });

  it('are forgotten when there are too many', () => {
    const memory = new PredictionMemory(100);
    for (const contract of CONTRACTS) treeOf(bundled.parse, contract, { onParser: memory.serve });
    expect(memory.places).toBeGreaterThan(0);
    // What one prediction adds is added whole.
    expect(memory.places).toBeLessThan(100 + 200);
  });
});
