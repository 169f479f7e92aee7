import { readFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import type { Json } from "#kernel/json.ts";
import type { Story } from "./definition.ts";
import { StoryRefused } from "./failures.ts";
import { parseStory } from "./parse-story.ts";

/** What stands for each `${Placeholder}` of a story. On one machine: the function's own name. */
export type Substitutions = Readonly<Record<string, string>>;

const placeholder = /\$\{([A-Za-z][A-Za-z0-9]*)\}/g;

/** Puts the substitutions in the place of every `${Placeholder}`, as CDK's `definitionSubstitutions` do. */
export const substitute = (value: Json, substitutions: Substitutions): Json => {
  if (typeof value === "string")
    return value.replace(placeholder, (_, name: string) => {
      const stand = substitutions[name];
      if (stand === undefined) throw new StoryRefused([`\${${name}} is not among what this host can run`]);
      return stand;
    });
  if (Array.isArray(value)) return value.map((item) => substitute(item, substitutions));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, substitute(part, substitutions)]));
};

/** Every `${Placeholder}` a definition names, each once. */
export const placeholdersOf = (definition: Json): string[] => [
  ...new Set([...JSON.stringify(definition).matchAll(placeholder)].map(([, name]) => name ?? "")),
];

/** Reads YAML (or JSON) text of a story as data. Throws `StoryRefused` for anything that is not one clean document. */
const readStoryText = (text: string): Json => {
  const document = parseDocument(text, { uniqueKeys: true });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) throw new StoryRefused(faults.map((fault) => fault.message));
  // anchors say a retry policy once; the bound keeps a hostile file from growing without end
  return document.toJS({ maxAliasCount: 1000 }) as Json;
};

/** Reads an `.asl.yaml` file, puts in the substitutions, and checks all of it. Throws `StoryRefused` naming state and field. */
export const loadStory = async (
  file: string,
  substitutions: Substitutions,
): Promise<{ definition: Json; story: Story }> => {
  const definition = substitute(readStoryText(await readFile(file, "utf8")), substitutions);
  return { definition, story: parseStory(definition) };
};
