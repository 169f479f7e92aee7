import { type Instant, millisOf } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Policy } from "#kernel/policy.ts";
import type { CollectedPerson, Source } from "#ports/identity/identity.ts";
import { type CutItem, cutEvent, cutItem, type Own } from "./cutting.ts";
import { ownVisitIn } from "./log-cutting.ts";
import type { Pages } from "./pages.ts";

// The log is gone through once to learn what is the person's own before it is gone through to be written.

/** What of the profile names the person. */
const naming = ["email", "name", "nickname", "username", "phone_number", "given_name", "family_name"];

const namesIn = (item: JsonObject): string[] => [
  ...naming.flatMap((name) => (typeof item[name] === "string" ? [String(item[name])] : [])),
  ...(Array.isArray(item.identities) ? item.identities : []).flatMap((identity) =>
    identity !== null && typeof identity === "object" && !Array.isArray(identity)
      ? namesIn((identity.profileData ?? {}) as JsonObject)
      : [],
  ),
];

/** What is the person's own, told from what was collected. */
export const ownOf = async (
  pages: Pick<Pages, "items">,
  { userId, logins, address }: CollectedPerson,
  since?: Instant,
): Promise<Own> => {
  const account = since && { userId, since };
  const names = new Set(address === undefined ? [] : [address.toLowerCase()]);
  const visits = new Set<string>();
  const userIds = new Set<string>([userId, ...logins]);
  for await (const item of pages.items("profile")) for (const name of namesIn(item)) names.add(name.toLowerCase());
  for await (const item of pages.items("log-events")) {
    if (!userIds.has(String(item.user_id ?? "")) || isFromBefore(item, { account })) continue;
    const visit = ownVisitIn(item);
    if (visit !== undefined) visits.add(visit);
  }
  return { userIds, names, visits, account };
};

/** A record of the id, or of the address alone, from before the account was made: it may speak of somebody else (I7). */
const isFromBefore = ({ user_id, date }: JsonObject, { account }: Pick<Own, "account">): boolean => {
  if (account === undefined || typeof date !== "string") return false;
  const isOfTheId = user_id === account.userId || (user_id ?? "") === "";
  return isOfTheId && Date.parse(date) < millisOf(account.since);
};

/**
 * The items of a source as they may be handed out: what is somebody else's altogether left away, each record once, what must be cut, cut.
 * What is the person's own is asked for by the log alone: it takes a reading of the whole log to know it.
 */
export const safeItems = (pages: Pick<Pages, "items">, own: () => Promise<Own>, { export: settings }: Policy) => {
  async function* safeEvents(): AsyncIterable<CutItem> {
    const ofPerson = await own();
    const seen = new Set<string>();
    for await (const event of pages.items("log-events")) {
      const id = String(event.log_id ?? event._id ?? "");
      const of = String(event.user_id ?? "");
      // a search by address finds what another account of the same address did
      const isOthers = of !== "" && !ofPerson.userIds.has(of) && !isAboutOwn(event, ofPerson);
      if (isOthers || isFromBefore(event, ofPerson) || (id !== "" && seen.has(id))) continue;
      seen.add(id);
      yield cutEvent(event, ofPerson, settings);
    }
  }
  async function* safeOf(source: Source): AsyncIterable<CutItem> {
    for await (const item of pages.items(source)) yield cutItem(source, item, settings);
  }
  return (source: Source): AsyncIterable<CutItem> => (source === "log-events" ? safeEvents() : safeOf(source));
};

/** True for a record of somebody else's deed on this account, told by the path of the call. */
const isAboutOwn = (item: JsonObject, own: Own): boolean => {
  const path = JSON.stringify(item.details ?? "");
  return [...own.userIds].some((id) => path.includes(id) || path.includes(encodeURIComponent(id)));
};
