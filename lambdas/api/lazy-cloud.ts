import type { Cloud } from '../../core/fleet/cloud.ts';

/** EC2 for moving the ends of hosts; its client is loaded with the first change of an open session, not with the function. */
export function lazyCloud(stage: string): Pick<Cloud, 'describe' | 'setDeadline'> {
  let made: Promise<Pick<Cloud, 'describe' | 'setDeadline'>> | undefined;
  const cloud = () => {
    made ??= import('./make-cloud.ts').then(({ makeCloud }) => makeCloud(stage));
    return made;
  };
  return {
    describe: async (...args) => await (await cloud()).describe(...args),
    setDeadline: async (...args) => await (await cloud()).setDeadline(...args),
  };
}
