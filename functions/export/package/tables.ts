import type { Json, JsonObject } from "#kernel/json.ts";
import type { DataName } from "./texts.ts";

/** The columns of each table, by the path of what stands in them. They only ever grow, at the end. */
export const tables: Partial<Record<DataName, readonly string[]>> = {
  organizations: ["id", "name", "display_name"],
  "organization-roles": ["organization_id", "id", "name", "description"],
  invitations: ["id", "organization_id", "invitee.email", "created_at", "expires_at"],
  roles: ["id", "name", "description"],
  permissions: ["permission_name", "resource_server_identifier", "resource_server_name", "description"],
  grants: ["id", "clientID", "audience", "scope"],
  sessions: [
    "id",
    "created_at",
    "authenticated_at",
    "last_interacted_at",
    "expires_at",
    "device.last_ip",
    "device.last_user_agent",
    "device.initial_ip",
    "device.initial_user_agent",
  ],
  "refresh-tokens": ["id", "client_id", "created_at", "last_exchanged_at", "expires_at"],
  "device-credentials": ["id", "device_name", "device_id", "type", "client_id"],
  "connected-accounts": ["id", "connection", "strategy", "scopes", "created_at", "expires_at"],
  "authentication-methods": ["id", "type", "name", "confirmed", "created_at", "last_auth_at", "phone_number", "email"],
  "log-events": [
    "date",
    "type",
    "description",
    "connection",
    "client_name",
    "ip",
    "user_agent",
    "user_name",
    "user_id",
    "log_id",
  ],
  terms: ["at", "document", "version", "locale", "answer"],
  requests: ["requestId", "kind", "status", "receivedAt", "dueAt", "closedAt"],
  history: ["at", "event", "actor"],
  recipients: ["recipient", "status", "purpose", "region", "holds", "askedAt", "answeredAt"],
  cut: ["file", "path", "ground", "count"],
};

/** What stands at a path, as one text; lists joined, objects as JSON. */
export const cellAt = (item: JsonObject, path: string): string => cellReader(path)(item);

/** The same for many items: the path is taken apart once. */
export const cellReader = (path: string): ((item: JsonObject) => string) => {
  const names = path.split(".");
  return (item) => {
    let value: Json | undefined = item;
    for (const name of names) {
      if (value === null || typeof value !== "object" || Array.isArray(value) || !Object.hasOwn(value, name)) return "";
      value = value[name];
    }
    if (typeof value === "string") return plain(value);
    if (value === undefined || value === null) return "";
    if (Array.isArray(value) && value.every((each) => typeof each !== "object")) return plain(value.join(" "));
    return plain(typeof value === "object" ? JSON.stringify(value) : String(value));
  };
};

/** Most texts begin with a sign that every sheet shows; the others are looked at closely. */
const beginsPlainly = /^[\x21-\x7e]/;

/** Signs that no sheet shows could hide a formula's first sign from whoever puts the apostrophe before it. The JSON has them. */
const plain = (text: string): string => (beginsPlainly.test(text) ? text : text.replace(/^[\p{Cc}\p{Cf}\s]+/u, ""));
