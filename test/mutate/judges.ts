import { describe } from "vitest";

/** All test files of a room as one: a mutant is judged in one worker for each room, not in one for each file, which takes four times as long. */
export const judges = (files: Record<string, () => Promise<unknown>>): void => {
  for (const [file, load] of Object.entries(files)) describe(file, async () => void (await load()));
};
