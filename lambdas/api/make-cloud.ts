import { EC2Client } from '@aws-sdk/client-ec2';
import { Ec2Cloud } from '../../adapters/ec2/ec2-cloud.ts';

/** EC2 as seen by a function that launches nothing. */
export function makeCloud(stage: string): Ec2Cloud {
  return new Ec2Cloud(new EC2Client({}), stage);
}
