import type { Check } from '../program.ts';

/** Signs that turn round the direction in which the following is shown; the marks beside Arabic and Hebrew are none of them. */
const TURNS = /[\u202A-\u202E\u2066-\u2069]+/g;

/** Text that is shown in another order than it is compiled in. */
export const checkDirection: Check = ({ root, text }, tell) => {
  for (const found of text.matchAll(TURNS)) {
    const sign = found[0].charCodeAt(0).toString(16).toUpperCase();
    const to = found.index + found[0].length;
    tell(
      'program/hidden-direction',
      { ...root, from: found.index, to },
      `U+${sign} changes the order in which this line is shown.`,
    );
  }
};
