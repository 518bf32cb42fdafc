import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, vi } from 'vitest';
import { readStageConfig, type StageConfig } from '../../core/config/stage-config.ts';
import type { Stage } from '../../core/config/stages.ts';
import { createStacks } from '../../lib/stacks/create-stacks.ts';

// The template rules take seconds a synthesis; test/infra/validation.test.ts turns them on where they are meant.
process.env['CDK_VALIDATION'] ??= 'false';
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** Everything that this test file writes: built folders and cloud assemblies. */
const work = mkdtempSync(join(tmpdir(), 'assize-infra-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Context of cdk.json: templates in tests are those that a deploy makes. */
function readContext(): Record<string, unknown> {
  const file = join(import.meta.dirname, '..', '..', 'cdk.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { context: Record<string, unknown> }).context;
}

/** Stands for dist/ so that tests of templates need no build: a bundle of each function and a page. */
export function makeBuiltFolders(): { bundles: string; console: string } {
  const root = makeFolder('dist');
  const bundles = join(root, 'lambdas');
  for (const name of [
    'api',
    'scheduler-launcher',
    'health-monitor',
    'host-prober',
    'auto-shutdown',
    'submission-executor',
    'problem-importer',
    'webhook-sender',
    'submission-reviewer',
  ]) {
    mkdirSync(join(bundles, name), { recursive: true });
    writeFileSync(join(bundles, name, 'index.mjs'), `export const handler = async () => '${name}';\n`);
  }
  const consoleFolder = join(root, 'console');
  mkdirSync(consoleFolder);
  writeFileSync(join(consoleFolder, 'index.html'), '<!doctype html><title>Assize</title>\n');
  return { bundles, console: consoleFolder };
}

/** A folder of its own, gone when the tests of the file are over. */
export function makeFolder(prefix: string): string {
  return mkdtempSync(join(work, `${prefix}-`));
}

/** An app with the context of cdk.json that leaves nothing behind. */
export function makeApp(context: Record<string, unknown> = {}): App {
  return new App({ outdir: makeFolder('out'), context: { ...readContext(), ...context } });
}

/** The stacks of a stage on an app with the context of cdk.json, not yet synthesized. */
export function buildApp(
  stage: Stage = 'dev',
  overrides: Parameters<typeof readStageConfig>[1] = {},
  context: Record<string, unknown> = {},
) {
  const app = makeApp(context);
  const config: StageConfig = readStageConfig(stage, overrides);
  return { app, config, stacks: createStacks(app, config, makeBuiltFolders()) };
}

export interface CfnResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface CfnTemplate {
  readonly Parameters?: Record<string, { readonly Type: string; readonly Default?: unknown }>;
  readonly Resources: Record<string, CfnResource>;
  readonly Outputs?: Record<string, { readonly Value: unknown; readonly Export?: unknown }>;
}

/** The template of a stack as an assertion object and as plain JSON. */
export function readTemplate(stack: Stack): { template: Template; json: CfnTemplate } {
  const template = Template.fromStack(stack);
  return { template, json: template.toJSON() as CfnTemplate };
}
