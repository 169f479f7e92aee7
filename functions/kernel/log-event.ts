import * as z from "zod";
import { UserId } from "./ids.ts";
import { type Instant, instantOf } from "./instant.ts";
import type { Json, JsonObject } from "./json.ts";

/**
 * What is taken of an Auth0 log event before it goes into any queue: the fields that reactions use, each as text, "" where there is none.
 * No mail address, IP address or live link is among them; `userId` is the one personal identifier (I10). The rule of the EventBridge bus
 * takes the same fields by the same paths, so all three doors send the same.
 */
export const picks = {
  logId: ["log_id"],
  type: ["type"],
  date: ["date"],
  userId: ["user_id"],
  clientId: ["client_id"],
  connection: ["connection"],
  correlationId: ["references", "correlation_id"],
  method: ["details", "request", "method"],
  path: ["details", "request", "path"],
  blocked: ["details", "request", "body", "blocked"],
  risk: ["details", "riskAssessment", "confidence"],
} as const satisfies Record<string, readonly string[]>;

export type PickName = keyof typeof picks;
export const pickNames = Object.keys(picks) as PickName[];

/** No field that is used is longer; what is longer is none that can be used. */
const mostSigns = 1024;
const Text = z.string().max(mostSigns);

export const PickedEvent = z.strictObject({
  logId: z.string().min(1).max(200),
  type: Text,
  date: Text,
  userId: Text,
  clientId: Text,
  connection: Text,
  correlationId: Text,
  method: Text,
  path: Text,
  blocked: Text,
  risk: Text,
} satisfies Record<PickName, z.ZodType>);
export type PickedEvent = z.infer<typeof PickedEvent>;

/** Why an element of a delivery is none that can be taken in. */
export type NotAnEvent = "not-an-object" | "no-log-id" | "no-data" | "field-too-long";

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

const at = (record: JsonObject, path: readonly string[]): string => {
  let value: Json | undefined = record;
  for (const name of path) {
    if (!isObject(value)) return "";
    value = own(value, name);
  }
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
};

/**
 * Takes an event as a stream delivers it (`{ log_id, data }`), as EventBridge does (`{ detail: { log_id, data } }`), or as the Logs API
 * lists it (the record itself). Fields that are missing stay empty; an event without a log_id cannot be told from another, and is none.
 */
export const pickEvent = (element: Json): PickedEvent | NotAnEvent => {
  if (!isObject(element)) return "not-an-object";
  const detail = own(element, "detail");
  const envelope = isObject(detail) ? detail : element;
  const data = own(envelope, "data");
  // a record of the Logs API has its type at the top
  const record = data === undefined && own(envelope, "type") !== undefined ? envelope : data;
  if (!isObject(record)) return "no-data";
  const logId = at(envelope, picks.logId) || at(record, picks.logId) || at(record, ["_id"]);
  if (logId === "") return "no-log-id";
  const event = { logId } as PickedEvent;
  for (const name of pickNames) if (name !== "logId") event[name] = at(record, picks[name]);
  for (const name of pickNames) if (event[name].length > (name === "logId" ? 200 : mostSigns)) return "field-too-long";
  return event;
};

/** What a Management API write did to an account, as far as reactions care. */
export interface AccountWrite {
  kind: "delete" | "update";
  /** What the write said about `blocked`; undefined when it said nothing. */
  blocked: boolean | undefined;
}

/** A picked event, understood: every field is there only where it can be used. */
export interface LogEvent {
  logId: string;
  type: string;
  at?: Instant | undefined;
  /** The account that it happened to; never the administrator who did it. */
  userId?: UserId | undefined;
  clientId?: string | undefined;
  connection?: string | undefined;
  /** True when the call bore a step key of ours: `X-Correlation-ID` comes back in the log. */
  bearsOurKey: boolean;
  write?: AccountWrite | undefined;
  /** Auth0's confidence that a login is genuine; low is a risky one. */
  risk?: string | undefined;
}

/** `requestId/milestone` of a story, `reaction/key` of a reaction. */
const ourStepKey = /^(?:[0-7][0-9A-HJKMNP-TV-Z]{25}|reaction)\/[a-z0-9-]{1,37}$/;
const accountPath = /^\/api\/v2\/users\/([^/?#]+)$/;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
};

const momentOf = (text: string): Instant | undefined => {
  const time = Date.parse(text);
  return /^\d{4}-\d\d-\d\dT/.test(text) && Number.isFinite(time) ? instantOf(time) : undefined;
};

/** Never fails: what cannot be used is not there, and an event of a type that nobody knows is an event all the same. */
export const readEvent = (picked: PickedEvent): LogEvent => {
  const method = picked.method.toLowerCase();
  const [, inPath] = picked.type === "sapi" ? (accountPath.exec(picked.path) ?? []) : [];
  const isWrite = inPath !== undefined && (method === "patch" || method === "delete");
  // of a Management API write, user_id is the administrator; the account is in the path
  const named = picked.type === "sapi" ? decoded(inPath ?? "") : picked.userId;
  return {
    logId: picked.logId,
    type: picked.type,
    at: momentOf(picked.date),
    userId: UserId.safeParse(named).data,
    clientId: picked.clientId || undefined,
    connection: picked.connection || undefined,
    bearsOurKey: ourStepKey.test(picked.correlationId),
    ...(isWrite && {
      write: {
        kind: method === "delete" ? ("delete" as const) : ("update" as const),
        blocked: picked.blocked === "true" ? true : picked.blocked === "false" ? false : undefined,
      },
    }),
    risk: picked.risk || undefined,
  };
};
