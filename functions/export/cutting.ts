import type { Instant } from "#kernel/instant.ts";
import type { Json, JsonObject } from "#kernel/json.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Source } from "#ports/identity/identity.ts";
import { placeOf, withEach, withMembers } from "./members.ts";

/**
 * Why something is not handed out:
 * - secret: who has it gets in
 * - other-person: it is data of somebody else (GDPR Article 15(4))
 * - administrator: who did it for the company
 * - perhaps-another-person: a login that failed, and nothing shows that it was the person
 */
export type CutGround = "secret" | "other-person" | "administrator" | "perhaps-another-person";

/** A member that was cut, by its path: never what stood there. */
export interface Cut {
  path: string;
  ground: CutGround;
}

/** What is the person's own, to tell what is not. */
export interface Own {
  /** Every user id of the account. */
  userIds: ReadonlySet<string>;
  /** Addresses, names and numbers, in lower case. */
  names: ReadonlySet<string>;
  /** From where, with what and in which hour the person came in. */
  visits: ReadonlySet<string>;
  /** The account's id and when it was made: what the log has of before may be a former owner's of the same id. */
  account?: { userId: string; since: Instant } | undefined;
}

/** Names of members that are a key to something, as Auth0 and others write them. A date or a yes under such a name is none. */
const secretName =
  /(?:^|[_-]|(?<=[a-z]))(?:password|passwd|passphrase|secret|api_?key|private_?key|access_?token|refresh_?token|id_?token|client_?secret|recovery_?codes?|otp)(?:_?(?:hash|salt))?$/i;
/** What none of those names can do without: looked for first, it spares most names the longer look. */
const mayBeSecret = /pass|secret|key|token|code|otp/i;
const aToken = /^eyJ[\w-]{8,}\.[\w-]+\.[\w-]*$/;
const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\dT/.test(text);
/** Whether a member lets somebody in, told by its name or its value. */
export const isSecret = (name: string, value: Json): boolean =>
  (typeof value === "string" && value.startsWith("eyJ") && aToken.test(value)) ||
  (mayBeSecret.test(name) &&
    secretName.test(name) &&
    !(typeof value === "string" ? isDate(value) || value === "" : typeof value !== "object"));

/** What proves a factor; its kind, name and dates are the person's to see. */
const factorSecrets = ["totp_secret", "public_key", "user_handle"];

/** An invitation of the person's: what lets somebody in by it, and who it was that invited. */
const inInvitations: ReadonlyMap<string, CutGround> = new Map([
  ["invitation_url", "secret"],
  ["ticket_id", "secret"],
  ["inviter.name", "other-person"],
]);

/** An item as the person gets it, with what was cut of it and why. */
export interface CutItem {
  item: JsonObject;
  cuts: Cut[];
}

/** An item without secrets, and without what policy names. Events of the tenant's log want `cutEvent`, of log-cutting.ts. */
export const cutItem = (source: Source, item: JsonObject, { cut }: Policy["export"]): CutItem => {
  const cuts: Cut[] = [];
  const named = (path: string): CutGround | undefined => {
    if (source === "invitations") return inInvitations.get(path);
    return source === "profile" ? cut.find(({ of, member }) => path === `${of}.${member}`)?.ground : undefined;
  };
  const isFactor = source === "authentication-methods";
  const walk = (value: Json, path: string): Json => {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return withEach(value, (each) => walk(each, `${path}[]`));
    return withMembers(value, (name, member) => {
      const place = placeOf(path, name);
      const isSecretHere = isSecret(name, member) || (isFactor && factorSecrets.includes(name));
      const ground = named(place) ?? (isSecretHere ? "secret" : undefined);
      if (ground === undefined) return walk(member, place);
      cuts.push({ path: place, ground });
      return undefined;
    });
  };
  return { item: walk(item, "") as JsonObject, cuts };
};

/** How paths with unusual names are shown in the list of cuts: a name is content of somebody, too. */
export const shownPath = (path: string): string => (path.length <= 120 ? path : `${path.slice(0, 119)}…`);
