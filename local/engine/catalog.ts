import { createHash } from "node:crypto";
import type { Json } from "#kernel/json.ts";
import type { Story } from "./definition.ts";
import type { Journal } from "./journal.ts";
import { type Substitutions, substitute } from "./load-story.ts";
import { parseStory } from "./parse-story.ts";

/** Stories by the hash of their definition, compiled once each. */
export const openCatalog = (journal: Journal) => {
  const compiled = new Map<string, Story>();
  return {
    /** Keeps a definition and makes it the one new runs begin under; runs already begun keep theirs (I18). */
    deploy(story: string, definition: Json, substitutions: Substitutions): string {
      const body = JSON.stringify(substitute(definition, substitutions));
      const parsed = parseStory(JSON.parse(body));
      const hash = createHash("sha256").update(body).digest("hex");
      journal.deploy(story, hash, body);
      compiled.set(hash, parsed);
      return hash;
    },
    story(hash: string): Story {
      const known = compiled.get(hash);
      if (known !== undefined) return known;
      const body = journal.definition(hash);
      if (body === undefined) throw new Error(`No definition ${hash} in the journal`);
      const parsed = parseStory(JSON.parse(body));
      compiled.set(hash, parsed);
      return parsed;
    },
  };
};
