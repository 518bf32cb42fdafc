import { CfnParameter } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Stage } from '../../core/config/stages.ts';
import { parameterName, type SharedName } from '../naming.ts';

/**
 * What stacks of one stage know of each other: SSM parameters, read by name when a stack is deployed.
 * A stack that reads must be deployed after the one that publishes (create-stacks.ts orders them), but either can
 * be changed or replaced alone.
 */
export class SharedValues extends Construct {
  readonly #stage: Stage;
  readonly #read = new Map<SharedName, CfnParameter>();

  constructor(scope: Construct, stage: Stage) {
    super(scope, 'Shared');
    this.#stage = stage;
  }

  /** Publishes values under their names; each name belongs to one stack. */
  publish(values: Partial<Record<SharedName, string>>): void {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue;
      new StringParameter(this, name, {
        parameterName: parameterName(this.#stage, name as SharedName),
        stringValue: value,
      });
    }
  }

  /** The value that another stack published, as a token that CloudFormation fills in. */
  read(name: SharedName): string {
    const known = this.#read.get(name) ?? this.#declare(name);
    this.#read.set(name, known);
    return known.valueAsString;
  }

  /** Not CDK's own look-up: that names the parameter by a hash over the stage, which nobody can read or refer to. */
  #declare(name: SharedName): CfnParameter {
    const parameter = new CfnParameter(this, `Read-${name}`, {
      type: 'AWS::SSM::Parameter::Value<String>',
      default: parameterName(this.#stage, name),
    });
    const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    parameter.overrideLogicalId(`Shared${words.join('')}`);
    return parameter;
  }
}
