import { type Instant, millisOf } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Policy } from "#kernel/policy.ts";
import type { CollectedPerson, Source } from "#ports/identity/identity.ts";
import { type CutGround, cutItem, type Own, shownPath } from "./cutting.ts";
import { ownVisitIn } from "./log-cutting.ts";
import type { CutCount } from "./package/contents.ts";
import type { Pages } from "./pages.ts";

// The pages are gone through twice: once to learn what is the person's own and what must be cut, once to write.

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

/** The items of a source as they may be handed out: what is somebody else's altogether left away, each record once, what must be cut, cut. */
export const safeItems = (pages: Pick<Pages, "items">, own: Own, policy: Policy) =>
  async function* (source: Source): AsyncIterable<{ item: JsonObject; cuts: { path: string; ground: CutGround }[] }> {
    const seen = new Set<string>();
    for await (const item of pages.items(source)) {
      if (source === "log-events") {
        const id = String(item.log_id ?? item._id ?? "");
        const of = String(item.user_id ?? "");
        // a search by address finds what another account of the same address did
        const isOthers = of !== "" && !own.userIds.has(of) && !isAboutOwn(item, own);
        if (isOthers || isFromBefore(item, own) || (id !== "" && seen.has(id))) continue;
        seen.add(id);
      }
      yield cutItem(source, item, own, policy.export);
    }
  };

/** True for a record of somebody else's deed on this account, told by the path of the call. */
const isAboutOwn = (item: JsonObject, own: Own): boolean => {
  const path = JSON.stringify(item.details ?? "");
  return [...own.userIds].some((id) => path.includes(id) || path.includes(encodeURIComponent(id)));
};

/** How often each member was cut, by file, path and ground. */
export const cutCounter = () => {
  const counts = new Map<string, CutCount>();
  return {
    add: (file: string, cuts: readonly { path: string; ground: CutGround }[]): void => {
      for (const { path, ground } of cuts) {
        const shown = shownPath(path);
        const key = JSON.stringify([file, shown, ground]);
        const known = counts.get(key);
        if (known !== undefined) known.count += 1;
        // ten thousand names of one profile are not told one by one
        else if (counts.size < mostCuts) counts.set(key, { file, path: shown, ground, count: 1 });
        else more(counts, ground);
      }
    },
    all: (): CutCount[] => [...counts.values()],
  };
};

const mostCuts = 1000;

const more = (counts: Map<string, CutCount>, ground: CutGround): void => {
  const key = JSON.stringify(["*", ground]);
  const known = counts.get(key);
  if (known !== undefined) known.count += 1;
  else counts.set(key, { file: "data/", path: "…", ground, count: 1 });
};
