import { App } from 'aws-cdk-lib';
import { readStageConfig } from '../core/config/stage-config.ts';
import { acknowledgeFindings } from '../lib/acknowledgements.ts';
import { createStacks } from '../lib/stacks/create-stacks.ts';

const app = new App();
const stage: unknown = app.node.tryGetContext('stage') ?? 'dev';
const alarmEmail: unknown = app.node.tryGetContext('alarmEmail');
const config = readStageConfig(stage, typeof alarmEmail === 'string' ? { alarmEmail } : {});
createStacks(app, config);
acknowledgeFindings(app, config.stage);
app.synth();
