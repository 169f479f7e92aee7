import type { Instant } from "#kernel/instant.ts";
import { plus, reached } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Core } from "../core.ts";
import { randomId } from "../ids.ts";
import type { AuthenticationMethod } from "../records.ts";
import type { AuthorizeRequest } from "./authorize-request.ts";

/** A login on its way. It is stored, so that it goes on after each page, after a redirect, and after a restart. */
export interface LoginTransaction {
  /** The `state` of the login pages; the application's own state is in `request`. */
  id: string;
  request: AuthorizeRequest;
  startedAt: Instant;
  /** Which page may answer next. */
  stage: "login" | "challenge" | "redirect";
  /** Known once the person has shown who they are. */
  login?: { userId: string; sessionId: string; connection: string; methods: AuthenticationMethod[]; silent: boolean };
  /** The Action that runs next; `continuing`: after a redirect, the same one again. */
  nextAction: number;
  continuing: boolean;
  accessClaims: JsonObject;
  idClaims: JsonObject;
  challenge?: { types: string[]; enroll: boolean };
  /** A second factor is still owed after the last Action. */
  multifactor: boolean;
  /** A second factor was given in this very login. */
  steppedUp: boolean;
}

const transactions = ({ store }: Pick<Core, "store">) => store.collection<LoginTransaction>("transactions");

export const beginTransaction = (core: Core, request: AuthorizeRequest): LoginTransaction => ({
  id: randomId(32),
  request,
  startedAt: core.clock.now(),
  stage: "login",
  nextAction: 0,
  continuing: false,
  accessClaims: {},
  idClaims: {},
  multifactor: false,
  steppedUp: false,
});

export const saveTransaction = (core: Core, transaction: LoginTransaction): void =>
  transactions(core).put(transaction.id, transaction);

/** The login of a `state` that waits at this page; undefined when it is over, too old, or elsewhere. */
export const findTransaction = (
  core: Core,
  id: string | null | undefined,
  stage: LoginTransaction["stage"],
): LoginTransaction | undefined => {
  const found = transactions(core).get(id ?? "");
  if (found === undefined || found.stage !== stage) return undefined;
  return reached(plus(found.startedAt, 3600), core.clock.now()) ? undefined : found;
};

export const endTransaction = (core: Core, { id }: LoginTransaction): void => {
  transactions(core).delete(id);
};
