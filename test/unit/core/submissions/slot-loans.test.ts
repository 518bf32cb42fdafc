import { describe, expect, it } from 'vitest';
import {
  decideLoan,
  decideReturn,
  type SlotLoan,
  SlotLoans,
} from '../../../../core/submissions/slot-loans.ts';

const MOST = 4;
const quiet = () => undefined;

describe('a slot that an executor lends', () => {
  it.each([
    ['goes to who has some while one is left', 2, 3, 'lend'],
    ['is refused to who has some when all are lent', 2, 4, 'wait'],
    ['goes to who has none, be it one too many', 0, 4, 'lend'],
  ])('%s', (_, own, lent, action) => {
    expect(decideLoan(own, lent, MOST).action).toBe(action);
  });

  it.each([
    ['is kept while nobody wants it', 4, 2, false, 'keep'],
    ['is yielded by who has more than a share', 3, 2, true, 'yield'],
    ['is kept by who has a share', 2, 2, true, 'keep'],
    ['is kept as the last one, however many sessions there are', 1, 9, true, 'keep'],
  ])('%s', (_, own, sessions, othersWant, action) => {
    expect(decideReturn(own, sessions, MOST, othersWant).action).toBe(action);
  });

  it('goes from who has most to who wants it, until all have the same', () => {
    const loans = new SlotLoans(MOST);
    const ofFirst = [1, 2, 3, 4].map(() => loans.take('first', quiet) as SlotLoan);
    const ofOther: SlotLoan[] = [];
    const grow = () => {
      const loan = loans.take('other', grow);
      if (loan === undefined) return;
      ofOther.push(loan);
      grow();
    };
    expect(ofFirst.map((loan) => loan.mustEnd())).toEqual([false, false, false, false]);
    grow();
    expect(ofOther).toHaveLength(1);
    expect(ofFirst.map((loan) => loan.mustEnd())).toEqual([true, true, false, false]);
    // One of the two went for the one too many.
    expect(ofOther).toHaveLength(2);
    expect(ofFirst[0]?.mustEnd()).toBe(true);
    ofFirst[0]?.end();
    expect(loans.take('first', quiet)).toBeUndefined();
    for (const loan of [...ofOther]) loan.end();
    expect(ofFirst.at(-1)?.mustEnd()).toBe(false);
  });
});
