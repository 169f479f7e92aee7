import { join } from "node:path";
import type { Archive, ArchiveClass } from "./archive.ts";
import { checkArchiveName } from "./archive-name.ts";
import { createWhole, makePrivateDirectory, readWhole, removeUnfinished, removeWhole } from "./whole-file.ts";

/** The archive of one machine: a directory per class, mode 0700, and files of mode 0600. One process at a time writes to it. */
export const directoryArchive = ({ root }: { root: string }): Archive => {
  const made = new Map<ArchiveClass, Promise<string>>();

  const make = async (kind: ArchiveClass): Promise<string> => {
    const directory = join(root, kind);
    await makePrivateDirectory(root);
    await makePrivateDirectory(directory);
    await removeUnfinished(directory);
    return directory;
  };

  /** The directory of a class, made ready at its first use; what failed is tried again at the next. */
  const directoryOf = (kind: ArchiveClass): Promise<string> => {
    const known = made.get(kind);
    if (known !== undefined) return known;
    const making = make(kind);
    made.set(kind, making);
    making.catch(() => made.delete(kind));
    return making;
  };

  return {
    putOnce: async (kind, name, content) => {
      checkArchiveName(name);
      return createWhole(await directoryOf(kind), name, content);
    },
    get: async (kind, name) => {
      checkArchiveName(name);
      return readWhole(join(await directoryOf(kind), name));
    },
    remove: async (kind, name) => {
      checkArchiveName(name);
      await removeWhole(await directoryOf(kind), name);
    },
  };
};
