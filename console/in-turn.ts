/**
 * Hands out turns to asks that may overlap: whether an answer that has come may land, which is not so once the answer to
 * a later ask has.
 */
export function createTurns(): () => () => boolean {
  let asked = 0;
  let landed = 0;
  return () => {
    const mine = ++asked;
    return () => {
      if (mine < landed) return false;
      landed = mine;
      return true;
    };
  };
}
