import type { Json, JsonObject } from "#kernel/json.ts";
import { type Cut, type CutGround, type CutItem, isSecret, type Own } from "./cutting.ts";
import { placeOf, withEach, withMembers } from "./members.ts";

// The tenant's log speaks of more than one person: who tried, who administers, who was meant. What is not the person's own reads "other".

const other = "other";

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const at = (event: JsonObject, ...path: string[]): Json | undefined => {
  let value: Json | undefined = event;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
};

/** Anything but a success: failures, limits and leaked passwords begin so. */
const isFailure = (type: string): boolean =>
  /^(?:f|limit_|pwd_leak|signup_pwd_leak|reset_pwd_leak|mfa_fail|gd_auth_fail)/.test(type);
const isManagement = (type: string): boolean => ["sapi", "fapi", "mgmt_api_read"].includes(type);

/** Where somebody was and with what. */
const whereabouts = ["ip", "client_ip", "user_agent", "userAgent", "location_info", "auth0_client", "isMobile"];
/** In a call of the Management API, whoever made it, and what was sent and came back. */
const aCall = ["details.request", "details.response"];
const ofTheCall = ["auth", "body", "ip", "userAgent"];

/** Ids and addresses wherever they stand, as they are written in texts and in paths. */
const anId = /[a-z0-9][a-z0-9-]{1,40}(?:\||%7C)[^\s"'<>/?#&,;]+/gi;
const anAddress = /[^\s"'<>()[\]{},;:|/=&?]+@[^\s"'<>()[\]{},;:|/=&?]+\.[a-z]{2,}/gi;

/**
 * Most texts hold neither, nor a link, and all three patterns try every character: so the signs that they cannot do without are looked for
 * first.
 */
const mayHoldAny = /[|%@=]/;
const mayHoldId = /\||%7C/i;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Links that let somebody in: a ticket, a token, a code. */
const liveLink = /([?&](?:ticket|token|code|invitation|oob_code)=)[^&#\s"']+/gi;

/** An event of the tenant's log as its subject may see it: without secrets, and without what is somebody else's, in one walk. */
export const cutEvent = (event: JsonObject, own: Own): CutItem => {
  const cuts: Cut[] = [];
  const cut = (path: string, ground: CutGround): string => {
    cuts.push({ path, ground });
    return other;
  };
  const type = typeof event.type === "string" ? event.type : "";
  const actor = at(event, "details", "request", "auth", "user", "user_id");
  const byThePerson = typeof actor === "string" && own.userIds.has(actor);
  const byOthers = isManagement(type) && !byThePerson;
  const perhapsOthers = isFailure(type) && !isManagement(type) && !isOwnVisit(event, own.visits);
  const isOwnName = (name: Json | undefined): boolean =>
    typeof name === "string" && (own.names.has(name.toLowerCase()) || own.userIds.has(name));
  const isOwnId = own.userIds.has(String(event.user_id ?? ""));

  const text = (value: string, path: string): string => {
    if (!mayHoldAny.test(value)) return value;
    let words = value.replace(liveLink, (_, before: string) => `${before}${cut(path, "secret")}`);
    if (mayHoldId.test(words)) {
      words = words.replace(anId, (id) => (own.userIds.has(decoded(id)) ? id : cut(path, "other-person")));
    }
    if (!words.includes("@")) return words;
    return words.replace(anAddress, (address) =>
      own.names.has(address.toLowerCase()) || own.names.has(decoded(address).toLowerCase())
        ? address
        : cut(path, "other-person"),
    );
  };

  const member = (name: string, value: Json, parent: string): Json | undefined => {
    const cutHere = (ground: CutGround): string => cut(placeOf(parent, name), ground);
    if (isSecret(name, value)) {
      cutHere("secret");
      return undefined;
    }
    const isTop = parent === "";
    if (isTop && name === "user_id" && value !== "" && !isOwnId)
      return cutHere(byOthers ? "administrator" : "other-person");
    if (isTop && name === "user_name" && value !== "" && !isOwnId && !isOwnName(value))
      return cutHere(byOthers ? "administrator" : "other-person");
    if (perhapsOthers && whereabouts.includes(name)) return cutHere("perhaps-another-person");
    if (byOthers && whereabouts.includes(name)) return cutHere("administrator");
    if (byOthers && aCall.includes(parent) && ofTheCall.includes(name)) return cutHere("administrator");
    if (name === "auth" && !byThePerson) return cutHere("administrator");
    // the path of a value in which nothing can be cut is never put together
    return typeof value === "object" || mayHoldAny.test(String(value)) ? walk(value, placeOf(parent, name)) : value;
  };

  const walk = (value: Json, path: string): Json => {
    if (typeof value === "string") return text(value, path);
    if (Array.isArray(value)) return withEach(value, (each) => walk(each, `${path}[]`));
    if (!isObject(value)) return value;
    return withMembers(
      value,
      (name, each) => member(name, each, path),
      // a key can be an address, too
      (name) => text(name, path),
    );
  };

  return { item: walk(event, "") as JsonObject, cuts };
};

/** Logins that the person carried out in their own browser; of the others the address may be an application's, and everybody's. */
const logins = ["s", "ss", "ssa"];
const hourMs = 3_600_000;

/** Where somebody was, with what, in which hour. Undefined for a record that does not say all three. */
const visitOf = (item: JsonObject, hoursLater = 0): string | undefined => {
  const ip = item.ip ?? item.client_ip;
  const { user_agent: agent, date } = item;
  if (typeof ip !== "string" || typeof agent !== "string" || typeof date !== "string") return undefined;
  const hour = Math.floor(Date.parse(date) / hourMs) + hoursLater;
  return Number.isNaN(hour) ? undefined : JSON.stringify([ip, agent, hour]);
};

/** A login of the person's that went well, as a visit; undefined for any other record. */
export const ownVisitIn = (item: JsonObject): string | undefined =>
  logins.includes(String(item.type)) ? visitOf(item) : undefined;

/**
 * Whether a login that failed was surely the person's: they came in from the same address, with the same browser, in the same hour or the
 * one before or after. The address alone proves nothing: a household, an office or a mobile network may share it.
 */
const isOwnVisit = (item: JsonObject, visits: Own["visits"]): boolean =>
  [-1, 0, 1].some((hours) => {
    const visit = visitOf(item, hours);
    return visit !== undefined && visits.has(visit);
  });
