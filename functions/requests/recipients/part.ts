import type { Json } from "#kernel/json.ts";
import { type Part, partName, type RecipientTask } from "#kernel/recipient.ts";
import type { Ports } from "#ports/ports.ts";

type Archive = Pick<Ports["archive"], "putOnce" | "digestOf">;

/** Keeps a recipient's part of an export. What an earlier try has kept stays, and is what the record names. */
export const keepPart = async (
  archive: Archive,
  task: RecipientTask,
  content: Uint8Array,
  type: Part["type"],
): Promise<Part> => {
  const name = partName(task);
  await archive.putOnce("parts", name, content);
  const digest = await archive.digestOf("parts", name);
  if (digest === undefined) throw new Error(`the part ${name} went away as soon as it was kept`);
  return { name, type, ...digest };
};

/** What comes with an answer for an export: the part itself, or the hash of the one that was uploaded. */
export interface Brought {
  export?: Json | undefined;
  uploaded?: string | undefined;
}

/** The part that goes with an answer; undefined for none, "missing" when it names one that has not been uploaded whole, or is another. */
export const partBrought = async (
  archive: Archive,
  task: RecipientTask,
  { export: content, uploaded }: Brought,
): Promise<Part | undefined | "missing"> => {
  if (task.verb !== "export") return undefined;
  if (uploaded !== undefined) {
    const part = await announcedPart(archive, task);
    return part?.sha256 === uploaded ? part : "missing";
  }
  return content === undefined
    ? undefined
    : keepPart(archive, task, Buffer.from(JSON.stringify(content)), "application/json");
};

/** What was announced for a question, or brought by an officer, if it is there whole. */
export const announcedPart = async (
  archive: Pick<Archive, "digestOf">,
  { announced, verb }: RecipientTask,
): Promise<Part | undefined> => {
  if (announced === undefined || verb !== "export") return undefined;
  const there = await archive.digestOf("parts", announced.name);
  return there?.sha256 === announced.sha256 ? announced : undefined;
};
