import { type Instant, millisOf } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Policy } from "#kernel/policy.ts";
import type { CollectedPerson, Source } from "#ports/identity/identity.ts";
import { cutItem, type Own } from "./cutting.ts";
import { cutEvent } from "./log-cutting.ts";
import { inOrderOfTime, listStarts } from "./log-order.ts";
import type { Heed } from "./package/contents.ts";
import type { Pages } from "./pages.ts";

// What is the person's own must be known before any of the log is written.

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

/** What a reading of everything tells, before it is written. */
export interface Survey {
  own: Own;
  /** At which pages of the log its lists begin. */
  lists: readonly number[];
}

/** What is the person's own, told from what was collected, and where the lists of the log are. */
export const survey = async (
  pages: Pick<Pages, "lists" | "logDigests">,
  { userId, logins, address }: CollectedPerson,
  since?: Instant,
): Promise<Survey> => {
  const account = since && { userId, since };
  const names = new Set(address === undefined ? [] : [address.toLowerCase()]);
  const visits = new Set<string>();
  const userIds = new Set<string>([userId, ...logins]);
  for await (const items of pages.lists("profile"))
    for (const item of items) for (const name of namesIn(item)) names.add(name.toLowerCase());
  const lists = listStarts();
  for await (const digest of pages.logDigests()) {
    lists.sees(digest);
    for (const { userId: of, visit, latest } of digest.visits)
      if (userIds.has(of) && !isFromBefore({ user_id: of, date: latest }, { account })) visits.add(visit);
  }
  return { own: { userIds, names, visits, account }, lists: lists.starts() };
};

/** A record of the id, or of the address alone, from before the account was made: it may speak of somebody else (I7). */
const isFromBefore = ({ user_id, date }: JsonObject, { account }: Pick<Own, "account">): boolean => {
  if (account === undefined || typeof date !== "string") return false;
  const isOfTheId = user_id === account.userId || (user_id ?? "") === "";
  return isOfTheId && Date.parse(date) < millisOf(account.since);
};

/**
 * The items of a source as they may be handed out: what is somebody else's altogether left away, each record once, what must be cut, cut;
 * `heed` hears of it. The survey is asked for by the log alone: it takes the digest of every page.
 */
export const safeItems = (
  pages: Pick<Pages, "lists">,
  surveyed: () => Promise<Survey>,
  { export: settings }: Policy,
) => {
  async function* safeEvents(heed: Heed): AsyncIterable<JsonObject> {
    const { own, lists } = await surveyed();
    const log = lists.map((from, place) => pages.lists("log-events", from, lists[place + 1]));
    for await (const events of inOrderOfTime(log)) {
      for (const event of events) {
        const of = String(event.user_id ?? "");
        // a search by address finds what another account of the same address did
        const isOthers = of !== "" && !own.userIds.has(of) && !isAboutOwn(event, own);
        if (isOthers || isFromBefore(event, own)) continue;
        const { item, cuts } = cutEvent(event, own);
        heed(cuts);
        yield item;
      }
    }
  }
  async function* safeOf(source: Source, heed: Heed): AsyncIterable<JsonObject> {
    for await (const items of pages.lists(source)) {
      for (const each of items) {
        const { item, cuts } = cutItem(source, each, settings);
        heed(cuts);
        yield item;
      }
    }
  }
  return (source: Source, heed: Heed = () => {}): AsyncIterable<JsonObject> =>
    source === "log-events" ? safeEvents(heed) : safeOf(source, heed);
};

/** True for a record of somebody else's deed on this account, told by the path of the call. */
const isAboutOwn = (item: JsonObject, own: Own): boolean => {
  const path = JSON.stringify(item.details ?? "");
  return [...own.userIds].some((id) => path.includes(id) || path.includes(encodeURIComponent(id)));
};
