import { App } from 'aws-cdk-lib';
import { readStageConfig } from '../core/config/stage-config.ts';
import { createStacks } from '../lib/stacks/create-stacks.ts';

const app = new App();
const stage: unknown = app.node.tryGetContext('stage') ?? 'dev';
const alarmEmail: unknown = app.node.tryGetContext('alarmEmail');
createStacks(app, readStageConfig(stage, typeof alarmEmail === 'string' ? { alarmEmail } : {}));
app.synth();
