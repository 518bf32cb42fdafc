import { afterAll, beforeAll, describe } from 'vitest';
import { type BrowserSetting, hasBrowser, launchBrowser } from '../support/browser.ts';
import { startLivingSystem } from '../support/living-system.ts';
import { describeInstructor } from './stories/instructor.ts';
import { describeParticipant } from './stories/participant.ts';
import { describeServed } from './stories/served.ts';

/** One system in local mode, which takes longest to start, for all stories: each has a session of its own in it. */
describe.skipIf(!hasBrowser)('exams in the browser', () => {
  let setting: BrowserSetting | undefined;
  const given = () => {
    if (setting === undefined) throw new Error('nothing has started yet');
    return setting;
  };

  beforeAll(async () => {
    const living = await startLivingSystem();
    setting = { living, browser: await launchBrowser() };
  });

  afterAll(async () => {
    await setting?.browser.close();
    await setting?.living.stop();
  });

  describeServed(given);
  describeParticipant(given);
  describeInstructor(given);
});
