import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { ConfigError, readStageConfig, type StageConfig } from '../core/config/stage-config.ts';
import { acknowledgeFindings } from '../lib/acknowledgements.ts';
import { NotBuiltError } from '../lib/constructs/assize-function.ts';
import { createStacks } from '../lib/stacks/create-stacks.ts';

const app = new App();
const stage: unknown = app.node.tryGetContext('stage') ?? 'dev';
const alarmEmail: unknown = app.node.tryGetContext('alarmEmail');
const cloudFront: unknown = app.node.tryGetContext('cloudFront');
const pagerUrl: unknown = app.node.tryGetContext('pagerUrl');
const runbookUrl: unknown = app.node.tryGetContext('runbookUrl');
const dashboards: unknown = app.node.tryGetContext('dashboards');
const canary: unknown = app.node.tryGetContext('canary');
const machines: unknown = app.node.tryGetContext('machines');

try {
  const config = readStageConfig(stage, {
    ...(typeof alarmEmail === 'string' && { alarmEmail }),
    ...(typeof pagerUrl === 'string' && { pagerUrl }),
    ...(typeof runbookUrl === 'string' && { runbookUrl }),
    ...(dashboards !== undefined && { dashboards: readSwitch('dashboards', dashboards) }),
    ...(cloudFront !== undefined && { cloudFront: readSwitch('cloudFront', cloudFront) }),
    ...(canary !== undefined && { canary: readSwitch('canary', canary) }),
    ...(typeof machines === 'string' && { machines: readMachines(machines) }),
  });
  createStacks(app, config);
  acknowledgeFindings(app, config.stage);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof NotBuiltError)) throw error;
  console.error(`assize: ${error.message}`);
  process.exitCode = 1;
}

/** What came with `-c name=`: a word on the command line, a boolean in cdk.json. */
function readSwitch(name: string, value: unknown): boolean {
  const known: Readonly<Record<string, boolean>> = { true: true, false: false };
  const read = known[String(value)];
  if (read === undefined)
    throw new ConfigError(`${name} is ${JSON.stringify(value)}: say -c ${name}=true or -c ${name}=false`);
  return read;
}

/** What `-c machines=FILE` names: a list as in the configuration, in JSON. The configuration checks what is in it. */
function readMachines(file: string): StageConfig['machines'] {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigError(`-c machines=${file} cannot be read: ${(error as Error).message}`);
  }
}
