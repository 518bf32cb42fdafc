import { RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageConfig } from '../../core/config/stage-config.ts';
import { type StackKind, stackName, tagKeys } from '../naming.ts';
import { SharedValues } from './shared-values.ts';

export interface StageStackProps extends Omit<StackProps, 'stackName' | 'terminationProtection'> {
  readonly config: StageConfig;
}

/** What the stacks of a stage have in common: name, stage tag, shared values, and what happens to data when a stack goes. */
export class StageStack extends Stack {
  readonly config: StageConfig;
  readonly shared: SharedValues;
  /** For what cannot be made again: kept in production, gone with the stack elsewhere. */
  readonly dataRemoval: RemovalPolicy;

  constructor(scope: Construct, kind: StackKind, description: string, props: StageStackProps) {
    const { config, ...rest } = props;
    const name = stackName(config.stage, kind);
    super(scope, name, {
      ...rest,
      stackName: name,
      description,
      terminationProtection: config.retainData && kind === 'Data',
    });
    this.config = config;
    this.shared = new SharedValues(this, config.stage);
    this.dataRemoval = config.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    Tags.of(this).add(tagKeys.stage, config.stage);
  }
}
