import type { Json, JsonObject } from "#kernel/json.ts";
import type { Connection } from "../connections.ts";
import type { Core } from "../core.ts";
import type { HttpRequest } from "../http.ts";
import { load, withinTime } from "./runtime.ts";

type Handler = (event: object, api: object) => unknown;

/** What the Actions before a sign-up want of the account, or why there is to be none. */
export interface SignUpWish {
  appMetadata: JsonObject;
  userMetadata: JsonObject;
  denied?: string;
}

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json;

/** Runs the Actions of the trigger pre-user-registration: before there is an account, for databases and passwordless connections. */
export const askBeforeSignUp = async (
  core: Core,
  request: HttpRequest,
  { connection, ...facts }: { email: string; clientId: string; fields: Record<string, string>; connection: Connection },
): Promise<SignUpWish> => {
  const wish: SignUpWish = { appMetadata: {}, userMetadata: {} };
  const deny = (_reason: string, message: string): void => {
    wish.denied = String(message);
  };
  const api = {
    access: { deny },
    validation: { error: deny },
    user: {
      setAppMetadata: (name: string, value: unknown) => {
        wish.appMetadata[name] = plain(value);
      },
      setUserMetadata: (name: string, value: unknown) => {
        wish.userMetadata[name] = plain(value);
      },
    },
  };
  const { password: _, code: __, state: ___, ...body } = facts.fields;
  for (const action of core.configuration.preUserRegistration) {
    const handler = load(action).onExecutePreUserRegistration;
    if (typeof handler !== "function") continue;
    const event = {
      user: { email: facts.email },
      client: { client_id: facts.clientId },
      connection: { id: connection.id, name: connection.name, strategy: connection.strategy },
      request: { ip: request.ip, user_agent: request.userAgent, body },
      secrets: action.secrets,
    };
    await withinTime((handler as Handler)(structuredClone(event), api));
  }
  return wish;
};
