import { describe, expect, it } from 'vitest';
import { decidePlace, decideYield, type Place, Places } from '../../../../core/submissions/places.ts';

const MOST = 4;
const quiet = () => undefined;

describe('a place of an executor', () => {
  it.each([
    ['goes to who has some while one is left', 2, 3, 'lend'],
    ['is refused to who has some when all are lent', 2, 4, 'wait'],
    ['goes to who has none, be it one too many', 0, 4, 'lend'],
  ])('%s', (_, own, lent, action) => {
    expect(decidePlace(own, lent, MOST).action).toBe(action);
  });

  it.each([
    ['is kept while nobody wants it', 4, 2, false, 'keep'],
    ['is yielded by who has more than a share', 3, 2, true, 'yield'],
    ['is kept by who has a share', 2, 2, true, 'keep'],
    ['is kept as the last one, however many sessions there are', 1, 9, true, 'keep'],
  ])('%s', (_, own, sessions, othersWant, action) => {
    expect(decideYield(own, sessions, MOST, othersWant).action).toBe(action);
  });

  it('goes from who has most to who wants it, until all have the same', () => {
    const places = new Places(MOST);
    const ofFirst = [1, 2, 3, 4].map(() => places.take('first', quiet) as Place);
    const ofOther: Place[] = [];
    const grow = () => {
      const place = places.take('other', grow);
      if (place === undefined) return;
      ofOther.push(place);
      grow();
    };
    expect(ofFirst.map((place) => place.mustYield())).toEqual([false, false, false, false]);
    grow();
    expect(ofOther).toHaveLength(1);
    expect(ofFirst.map((place) => place.mustYield())).toEqual([true, true, false, false]);
    // One of the two went for the one too many.
    expect(ofOther).toHaveLength(2);
    expect(ofFirst[0]?.mustYield()).toBe(true);
    ofFirst[0]?.leave();
    expect(places.take('first', quiet)).toBeUndefined();
    for (const place of [...ofOther]) place.leave();
    expect(ofFirst.at(-1)?.mustYield()).toBe(false);
  });
});
