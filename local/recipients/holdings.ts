import { readFileSync, renameSync, writeFileSync } from "node:fs";
import * as z from "zod";

/** What a played recipient has of one person. */
const Held = z.object({
  email: z.string(),
  name: z.string(),
  newsletters: z.int(),
  restricted: z.boolean().optional(),
});
export type Held = z.infer<typeof Held>;

/** One effect at a played recipient: what tests and the curious read. Numbers and ids, nobody's data. */
const Effect = z.object({
  at: z.string(),
  recipient: z.string(),
  task: z.string(),
  verb: z.string(),
  outcome: z.string(),
  records: z.int(),
});
export type Effect = z.infer<typeof Effect>;

const File = z.object({ held: z.record(z.string(), Held), ledger: z.array(Effect) });

export interface Holdings {
  /** People by their user id. */
  held: Record<string, Held>;
  ledger: Effect[];
  /** Writes down what has changed. */
  save(): void;
}

/** Another company's data, in one file of this machine, made from the seed at the first start. */
export const openHoldings = (file: string, seed: () => Record<string, Held>): Holdings => {
  const known = read(file) ?? { held: seed(), ledger: [] };
  const save = (): void => {
    writeFileSync(`${file}.new`, JSON.stringify(known), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  save();
  return { ...known, save };
};

const read = (file: string): z.infer<typeof File> | undefined => {
  try {
    return File.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
};
