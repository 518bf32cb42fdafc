import type { Locator, Page } from 'playwright-core';
import { until } from './until.ts';

/** Stops of a page at most: past so many, Tab goes round. */
const MOST_STOPS = 400;

/** A file as it is chosen in the browser's own dialog. */
type ChosenFile = Exclude<Parameters<Locator['setInputFiles']>[0], string | readonly string[]>;

/** Somebody at a page without a mouse: nothing here points, and nothing moves the focus but keys. */
export interface Keyboard {
  /** Goes to it by Tab, from where the focus is. @throws Error when Tab never comes there, or nothing shows that it did */
  reach(target: Locator): Promise<void>;
  /** Goes to a button, a link or a summary, and presses Enter. */
  press(target: Locator): Promise<void>;
  /** Goes to a field and writes in place of what it holds. */
  type(target: Locator, text: string): Promise<void>;
  /** Goes to a time's field and writes month, day, year, hour and minute, as they come in the browser's own field. */
  typeTime(target: Locator, localInput: string): Promise<void>;
  /** Goes to a checkbox and presses Space. */
  tick(target: Locator): Promise<void>;
  /** Goes to a list and moves by arrows to this value. */
  choose(target: Locator, value: string): Promise<void>;
  /** Goes to a field for files and chooses one in the dialog that Enter opens. */
  give(target: Locator, file: ChosenFile): Promise<void>;
}

/** The keyboard of a page. */
export function keyboardOf(page: Page): Keyboard {
  const { keyboard } = page;
  // The browser opens a dialog of its own, which nobody answers and which holds back the next, unless it knew well before
  // the key that somebody listens: every other time it does not, when the listening begins with the key.
  page.on('filechooser', () => {});
  const hasFocus = (target: Locator) => target.evaluate((one) => one === document.activeElement);
  /** Whether somebody who looks can tell where they are: a ring around it, or around what stands for it. */
  const isSeen = (target: Locator) =>
    target.evaluate((one) => {
      const ringed = [one, one.closest('label')].find((element) => {
        if (element === null) return false;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
      });
      if (!ringed) return false;
      const { top, bottom } = ringed.getBoundingClientRect();
      return bottom > 0 && top < window.innerHeight;
    });

  const reach: Keyboard['reach'] = async (target) => {
    // What cannot be pressed yet is no stop.
    await until(() => target.isEnabled(), Boolean);
    for (let stops = 0; !(await hasFocus(target)); stops++) {
      if (stops === MOST_STOPS) throw new Error(`Tab never comes to ${target}`);
      await keyboard.press('Tab');
    }
    if (!(await isSeen(target))) throw new Error(`nothing shows that the focus is on ${target}`);
  };
  const press: Keyboard['press'] = async (target) => {
    await reach(target);
    await keyboard.press('Enter');
  };
  return {
    reach,
    press,
    async type(target, text) {
      await reach(target);
      await keyboard.press('Control+a');
      if (text === '') await keyboard.press('Delete');
      else await keyboard.type(text);
    },
    async typeTime(target, localInput) {
      const [year, month, day, hour, minute] = localInput.split(/\D/);
      await reach(target);
      await keyboard.type(`${month}${day}${year}`);
      // A year may have more digits: it does not end by itself.
      await keyboard.press('ArrowRight');
      const isAfternoon = Number(hour) >= 12;
      await keyboard.type(
        `${String(Number(hour) % 12 || 12).padStart(2, '0')}${minute}${isAfternoon ? 'p' : 'a'}`,
      );
    },
    async tick(target) {
      await reach(target);
      await keyboard.press('Space');
    },
    async choose(target, value) {
      // What is offered may have to be asked for first.
      await target.locator(`option[value="${value}"]`).waitFor({ state: 'attached' });
      await reach(target);
      await keyboard.press('Home');
      const options = await target.locator('option').count();
      for (let moves = 0; (await target.inputValue()) !== value; moves++) {
        if (moves === options) throw new Error(`arrows never come to ${value} in ${target}`);
        await keyboard.press('ArrowDown');
      }
    },
    async give(target, file) {
      await reach(target);
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), keyboard.press('Enter')]);
      await chooser.setFiles(file);
    },
  };
}
