import { App } from 'aws-cdk-lib';
import { ConfigError, readStageConfig } from '../core/config/stage-config.ts';
import { acknowledgeFindings } from '../lib/acknowledgements.ts';
import { NotBuiltError } from '../lib/constructs/assize-function.ts';
import { createStacks } from '../lib/stacks/create-stacks.ts';

const app = new App();
const stage: unknown = app.node.tryGetContext('stage') ?? 'dev';
const alarmEmail: unknown = app.node.tryGetContext('alarmEmail');

try {
  const config = readStageConfig(stage, typeof alarmEmail === 'string' ? { alarmEmail } : {});
  createStacks(app, config);
  acknowledgeFindings(app, config.stage);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof NotBuiltError)) throw error;
  console.error(`assize: ${error.message}`);
  process.exitCode = 1;
}
