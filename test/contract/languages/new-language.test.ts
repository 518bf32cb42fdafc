import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { THOROUGH } from '../judge/judge-under-test.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const fixture = join(root, 'test/fixtures/room');
/** What the toy language is given a copy of; only the packing script writes to it. */
const TREE = readdirSync(root).filter(
  (name) => !/^(?:\.|node_modules$|dist$|cdk\.out|bench$|test$|vitest\.config)/.test(name),
);
const WITH_TESTS = ['test', 'vitest.config.ts'];

/** A language that nothing but its own folder says anything of, on a copy of the tree. */
describe('a language that is one folder', () => {
  let copy: string;

  beforeAll(async () => {
    copy = mkdtempSync(join(tmpdir(), 'assize-tree-'));
    for (const path of [...TREE, ...(THOROUGH ? WITH_TESTS : [])])
      cpSync(join(root, path), join(copy, path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    cpSync(join(fixture, 'toy'), join(copy, 'core/grading/languages/toy'), { recursive: true });
    cpSync(join(fixture, 'drive.ts'), join(copy, 'drive.ts'));
    await run(process.execPath, ['scripts/pack-languages.ts'], { cwd: copy });
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('is offered, examined, read from packages, judged, called, sent and told of', {
    timeout: 120_000,
  }, async () => {
    const { stdout } = await run(process.execPath, ['drive.ts'], { cwd: copy });
    const { package: said, ...others } = JSON.parse(stdout);
    expect(others).toEqual({
      host: expect.stringMatching(/^Toy \(\d/),
      examination: { way: 'batch' },
      functions: ['AC', '', []],
      reserved: [true, true],
      config: {
        id: 'toy',
        name: 'Toy',
        extensions: ['toy'],
        headers: [],
        mainFile: 'main.toy',
        linked: false,
        editor: { starter: 'read -r n\necho "$n"\n', indent: '  ' },
      },
      command: 'toy',
    });
    const { faults, submissions } = JSON.parse(said);
    expect(faults.filter(({ severity }: { severity: string }) => severity !== 'warning')).toEqual([]);
    expect(submissions).toMatchObject([
      { file: expect.stringMatching(/twice\.toy$/), verdict: 'AC', ok: true },
    ]);
  });

  it.runIf(THOROUGH)('is tested as every language is', { timeout: 240_000 }, async () => {
    const vitest = [join(copy, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter', 'json'];
    const only = ['--project', 'contract', '-t', '^toy ', 'test/contract/judge/verdicts.test.ts'];
    const { stdout } = await run(process.execPath, [...vitest, ...only], { cwd: copy });
    expect(JSON.parse(stdout)).toMatchObject({ success: true, numPassedTests: 5 });
  });
});
