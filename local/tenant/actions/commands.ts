import type { JsonObject } from "#kernel/json.ts";

/** What Actions asked for. Nothing of it happens while they run: the pipeline carries it out afterwards. */
export interface Commands {
  accessClaims: JsonObject;
  idClaims: JsonObject;
  userMetadata: JsonObject;
  appMetadata: JsonObject;
  denied?: string;
  /** A second factor to ask for before the next Action runs; `enroll`: the person has none yet. */
  challenge?: { types: string[]; enroll: boolean };
  /** `multifactor.enable`: asked for after the last Action. */
  multifactor?: boolean;
  redirectTo?: string;
}

export const noCommands = (): Commands => ({ accessClaims: {}, idClaims: {}, userMetadata: {}, appMetadata: {} });
