/** Says who goes next, of those who are not done yet. */
export type Choose = (undone: readonly number[]) => number;

/**
 * Plays every interleaving of those who work at once, each exactly once: at every turn each of them who is not done goes next in one play.
 * `play` must do the same whenever it is told the same.
 *
 * @returns how many interleavings there were
 */
export const everyInterleaving = async (play: (choose: Choose) => Promise<void>): Promise<number> => {
  const beginnings: number[][] = [[]];
  let played = 0;
  for (let beginning = beginnings.pop(); beginning !== undefined; beginning = beginnings.pop()) {
    const [told, taken] = [beginning, [] as number[]];
    await play((undone) => {
      const [first, ...others] = undone;
      if (first === undefined) throw new Error("everybody is done");
      const turn = taken.length;
      if (turn >= told.length) for (const other of others) beginnings.push([...taken, other]);
      taken.push(told[turn] ?? first);
      return taken[turn] as number;
    });
    played += 1;
  }
  return played;
};
