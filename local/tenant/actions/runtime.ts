import { createRequire } from "node:module";
import { types } from "node:util";
import { createContext, Script } from "node:vm";
import type { ActionSource } from "../configuration.ts";
import type { Core } from "../core.ts";
import { randomId } from "../ids.ts";
import { apiFor } from "./api.ts";
import type { Commands } from "./commands.ts";
import { eventOf, type LoginFacts } from "./event.ts";

type Handler = (event: object, api: object) => unknown;
export type HandlerName = "onExecutePostLogin" | "onContinuePostLogin";

/** An Action threw, or took longer than Auth0 allows: the login cannot go on. */
export class ActionFailed extends Error {
  override readonly name = "ActionFailed" as const;
}

const longest = 20_000;
const builtins = createRequire(import.meta.url);

/** Actions may use Node's own modules; none of ours has npm dependencies. */
const requireBuiltin = (name: string): unknown => {
  if (!name.startsWith("node:") && name !== "crypto") throw new Error(`Actions here have no module "${name}".`);
  return builtins(name);
};

/** Runs an Action's file as CommonJS, in a context of its own, and answers what it exports. */
export const load = ({ code, file }: ActionSource): Record<string, unknown> => {
  const exports: Record<string, unknown> = {};
  const module = { exports };
  const globals = { Buffer, URL, URLSearchParams, TextEncoder, TextDecoder, fetch, setTimeout, clearTimeout, console };
  const context = createContext({ ...globals, module, exports, require: requireBuiltin });
  new Script(`"use strict";${code}`, { filename: file }).runInContext(context);
  return module.exports;
};

export const withinTime = async (work: unknown): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The Action took longer than 20 seconds.")), longest);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

const logFailure = (core: Core, facts: LoginFacts, action: ActionSource, error: unknown): void => {
  // an Action's errors come from its own context, where Error is another class
  const message = types.isNativeError(error) ? error.message : String(error);
  core.logs.emit("actions_execution_failed", "An Action failed", {
    user_id: facts.user.user_id,
    client_id: facts.clientId,
    client_name: core.configuration.clients.find(({ client_id }) => client_id === facts.clientId)?.name ?? "",
    hostname: new URL(core.issuer).hostname,
    ip: facts.request.ip,
    strategy: "auth0",
    strategy_type: "database",
    details: {
      trigger_id: "post-login",
      execution_id: randomId(24),
      action_id: action.name,
      action_name: action.name,
      version_id: "1",
      binding_id: action.name,
      error_class: message.includes("longer than 20") ? "action_timeout" : "action_error",
      action_error: { name: "Error", message, code: "", stack: "" },
    },
  });
};

/** Runs one handler of one Action, if it has it. What it wants is added to `commands`. */
export const runAction = async (
  core: Core,
  action: ActionSource,
  handlerName: HandlerName,
  facts: LoginFacts,
  transactionId: string,
  commands: Commands,
): Promise<void> => {
  try {
    const handler = load(action)[handlerName];
    if (typeof handler !== "function") return;
    const event = eventOf(core, facts, action.secrets);
    await withinTime((handler as Handler)(event, apiFor(core, facts, transactionId, commands)));
  } catch (error) {
    logFailure(core, facts, action, error);
    throw new ActionFailed(`The Action ${action.name} failed.`, { cause: error });
  }
};
