import type { Json, JsonObject } from "#kernel/json.ts";

// Most of what is collected has nothing to cut: then what comes out is the very value that went in, and nothing is copied.

/** The path of a member. */
export const placeOf = (parent: string, name: string): string => (parent === "" ? name : `${parent}.${name}`);

/** The object with each member as `change` answers; undefined drops it. `rename` answers with the member's name. */
export const withMembers = (
  value: JsonObject,
  change: (name: string, member: Json) => Json | undefined,
  rename: (name: string) => string = (name) => name,
): JsonObject => {
  const names = Object.keys(value);
  let changed: [string, Json][] | undefined;
  for (let place = 0; place < names.length; place += 1) {
    const name = names[place] as string;
    const member = value[name] as Json;
    const newName = rename(name);
    const newMember = change(name, member);
    if (changed === undefined) {
      if (newName === name && newMember === member) continue;
      changed = names.slice(0, place).map((same) => [same, value[same] as Json]);
    }
    if (newMember !== undefined) changed.push([newName, newMember]);
  }
  // a member called __proto__ stays a member
  return changed === undefined ? value : Object.fromEntries(changed);
};

/** The list with each value as `change` answers. */
export const withEach = (values: Json[], change: (value: Json) => Json): Json[] => {
  const changed = values.map(change);
  return changed.every((each, place) => each === values[place]) ? values : changed;
};
