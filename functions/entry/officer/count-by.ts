/** How many there are of each word; those without one are not counted. */
export const countBy = <T, K extends string>(
  all: readonly T[],
  word: (each: T) => K | undefined,
): Partial<Record<K, number>> => {
  const counts: Partial<Record<K, number>> = {};
  for (const each of all) {
    const key = word(each);
    if (key !== undefined) counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};
