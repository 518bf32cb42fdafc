import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ROOT } from '../../../scripts/fingerprint.ts';
import { synthesize } from '../../../scripts/synth.ts';

vi.setConfig({ testTimeout: 120_000 });

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'assize-synth-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** An app that writes what it was given where it was told. */
const app = (name: string, body: string): string => {
  const file = join(dir, `${name}.ts`);
  writeFileSync(
    file,
    `import { mkdirSync, writeFileSync } from 'node:fs';
     const { CDK_OUTDIR: out, CDK_CONTEXT_JSON: context, CDK_VALIDATION: validation } = process.env;
     mkdirSync(out!, { recursive: true });
     ${body}`,
  );
  return file;
};
const writing = `writeFileSync(out + '/manifest.json', JSON.stringify({ context: JSON.parse(context!), validation }));`;
const manifest = (): unknown => JSON.parse(readFileSync(join(dir, 'out', 'manifest.json'), 'utf8'));

it("hands the app the context of cdk.json and the stage, as the CDK's command line does", async () => {
  const options = { app: app('good', writing), outDir: join(dir, 'out'), stage: 'staging' };
  expect(await synthesize(options)).toEqual({ outDir: join(dir, 'out'), synthesized: true });
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
  expect(manifest()).toEqual({
    context: expect.objectContaining({ ...context, stage: 'staging' }),
    validation: 'false',
  });
  expect(await synthesize(options)).toMatchObject({ synthesized: false });
  expect(await synthesize({ ...options, stage: 'dev' })).toMatchObject({ synthesized: true });
});

it('tells what a failing app said, and leaves the last good assembly', async () => {
  const outDir = join(dir, 'out');
  await synthesize({ app: app('good', writing), outDir });
  const failing = app('bad', `writeFileSync(out + '/half', ''); throw new Error('the stage has no colour');`);
  await expect(synthesize({ app: failing, outDir })).rejects.toThrow(
    /stage dev failed \(exit 1\):[\s\S]*the stage has no colour/,
  );
  expect(manifest()).toBeDefined();
  expect(existsSync(join(outDir, 'half'))).toBe(false);
});
