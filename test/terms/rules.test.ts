import { describe, expect, test } from "vitest";
import { type Campaign, isMailable, newShard, type ShardProgress } from "#kernel/campaign.ts";
import { UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import type { Publication } from "#kernel/terms.ts";
import type { ListedAccount } from "#ports/listing/listing.ts";
import {
  isLeftInPeace,
  isSuperseded,
  leftOut,
  nextDeed,
  type Outcome,
  reported,
  restSeconds,
  shardsLeft,
  summed,
  takeNext,
  takenBack,
  takenOver,
} from "#terms/rules.ts";
import { aCampaign } from "../support/campaigns.ts";
import { aSubject, at } from "../support/requests.ts";
import { aPublication } from "../support/terms.ts";

const told = { at: at("2026-11-24"), people: 2, sent: 2, spared: 0, undelivered: 0, uncertain: 0, perhapsTwice: 0 };
const publication = (more: Partial<Publication> = {}) =>
  aPublication({ version: "2026-12", effectiveAt: at("2026-12-01"), ...more });
const deed = (more: Partial<Campaign>, now: string, publications = [publication()]) =>
  nextDeed(aCampaign(more), publications, at(now));
const afterNotice = { progress: { "notice-told": told } };

describe("what a campaign does next", () => {
  test("is to tell everybody, before anything else", () => {
    expect(deed({}, "2026-11-24")).toEqual({ next: "tell", mailing: "notice" });
    // also when the date has come meanwhile: nobody is asked before they were told
    expect(deed({}, "2026-12-05")).toEqual({ next: "tell", mailing: "notice" });
  });

  test("is to wait for the effective date, then to ask, and not to ask a moment before", () => {
    expect(deed(afterNotice, "2026-11-30")).toEqual({ next: "wait", until: at("2026-12-01") });
    expect(nextDeed(aCampaign(afterNotice), [publication()], plus(at("2026-12-01"), -0.001)).next).toBe("wait");
    expect(deed(afterNotice, "2026-12-01")).toEqual({ next: "turn", to: "asking" });
  });

  test("is to remind when a reminder is due, once, and the last of several", () => {
    const asking = { ...afterNotice, status: "asking" } as const;
    expect(deed(asking, "2026-12-16")).toEqual({ next: "wait", until: at("2026-12-17") });
    expect(deed(asking, "2026-12-17")).toEqual({ next: "tell", mailing: "reminder-1" });
    expect(deed(asking, "2026-12-29")).toEqual({ next: "tell", mailing: "reminder-2" });
    const once = { ...asking, progress: { ...asking.progress, "reminder-1-told": told } };
    expect(deed(once, "2026-12-17")).toEqual({ next: "wait", until: at("2026-12-28") });
    const twice = { ...once, progress: { ...once.progress, "reminder-2-told": told } };
    expect(deed(twice, "2026-12-29")).toEqual({ next: "wait", until: at("2026-12-31") });
  });

  test("is to require when the grace is over, never before, then to close (I21)", () => {
    const asking = { ...afterNotice, status: "asking" } as const;
    expect(nextDeed(aCampaign(asking), [publication()], plus(at("2026-12-31"), -0.001)).next).not.toBe("turn");
    expect(deed(asking, "2026-12-31")).toEqual({ next: "turn", to: "required" });
    expect(deed({ ...asking, status: "required" }, "2026-12-31")).toEqual({ next: "close" });
    expect(deed({ ...asking, status: "closed" }, "2026-12-31")).toEqual({ next: "over" });
  });

  test("of a notice that binds nobody is to tell, to wait for its date, and to close", () => {
    expect(deed({ ...afterNotice, gates: false }, "2026-11-25").next).toBe("wait");
    expect(deed({ ...afterNotice, gates: false }, "2026-12-01")).toEqual({ next: "close" });
  });

  test.each(["announced", "asking", "required"] as const)("is to take back what an officer stopped: %s", (status) => {
    const by = { by: "officer:one", at: at("2026-12-02") };
    expect(deed({ status, stopped: by }, "2026-12-02")).toEqual({ next: "take-back" });
    expect(deed({ status: "stopped", stopped: by }, "2026-12-02")).toEqual({ next: "over" });
    expect(deed({ status, undo: by }, "2026-12-02")).toEqual({ next: "take-back" });
  });

  test.each(["closed", "stopped"] as const)("is to undo it also when it is %s already", (status) => {
    const undo = { by: "officer:one", at: at("2027-02-02") };
    expect(deed({ status, undo }, "2027-02-02")).toEqual({ next: "take-back" });
    expect(deed({ status: "undone", undo }, "2027-02-02")).toEqual({ next: "over" });
  });

  test("is to close when a later version for everybody is asked for instead", () => {
    const later = publication({ version: "2027", effectiveAt: at("2026-12-10") });
    const asking = { ...afterNotice, status: "asking" } as const;
    expect(deed(asking, "2026-12-09", [publication(), later]).next).toBe("wait");
    expect(deed(asking, "2026-12-10", [publication(), later])).toEqual({ next: "close" });
    const ofSome = { ...later, audience: { regions: ["EU"] } };
    expect(deed(asking, "2026-12-10", [publication(), ofSome]).next).toBe("wait");
    expect(isSuperseded(aCampaign(), [{ ...later, undoneAt: at("2026-12-10") }, publication()], at("2026-12-11"))).toBe(
      false,
    );
  });
});

describe("taking back", () => {
  const by = { by: "officer:one", at: at("2026-12-02") };
  test("marks the publication once, undone before stopped", () => {
    expect(takenBack(publication(), { stopped: by, undo: undefined })).toMatchObject({ stoppedAt: by.at });
    expect(takenBack(publication(), { stopped: by, undo: by })).toMatchObject({ undoneAt: by.at });
    expect(takenBack(publication({ undoneAt: by.at }), { stopped: by, undo: by })).toBeUndefined();
    expect(takenBack(publication({ stoppedAt: by.at }), { stopped: by, undo: undefined })).toBeUndefined();
  });
});

describe("who is mailed", () => {
  const account = (more: Partial<ListedAccount> = {}): ListedAccount => ({
    userId: UserId.parse("auth0|ada"),
    createdAt: at("2025-01-01"),
    address: "ada@example.com",
    blocked: false,
    connections: ["Username-Password-Authentication"],
    ...more,
  });
  const because = (more: Partial<ListedAccount>, audience = {}) =>
    leftOut(account(more), audience, ["2026-12", "2027"]);

  test("is everybody but who accepted, is blocked, or has no verified address", () => {
    expect(because({})).toBeUndefined();
    expect(because({ accepted: "2026-10" })).toBeUndefined();
    expect(because({ accepted: "2027" })).toBe("accepted");
    expect(because({ blocked: true })).toBe("blocked");
    expect(because({ address: undefined })).toBe("no-address");
  });

  test("belongs to the audience by every list that is given", () => {
    const audience = { connections: ["google-oauth2", "saml"], regions: ["EU"] };
    expect(because({ region: "EU", connections: ["x", "saml"] }, audience)).toBeUndefined();
    expect(because({ region: "EU" }, audience)).toBe("other-audience");
    expect(because({ connections: ["saml"] }, audience)).toBe("other-audience");
  });

  test("cannot be told of organisations and applications: there nobody is mailed", () => {
    expect(because({}, { organizations: ["org_1"] })).toBe("other-audience");
    expect(because({}, { applications: ["shop"] })).toBe("other-audience");
    expect([isMailable({}), isMailable({ regions: ["EU"] }), isMailable({ applications: ["shop"] })]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("is never somebody whose account is being deleted", () => {
    expect(isLeftInPeace(aSubject())).toBe(false);
    const pointOfNoReturn = { requestId: aSubject().open.deletion as never, at: at("2026-12-01") };
    expect(isLeftInPeace(aSubject({ pointOfNoReturn }))).toBe(true);
  });
});

describe("a mailing that is longer than one run's history", () => {
  test("is mailed by one run after the other, each shard by one of them", () => {
    const runs: number[][] = [];
    for (let done = 0, isLast = false; !isLast; ) {
      const left = shardsLeft(19, done);
      runs.push(Array.from({ length: left.last - left.first + 1 }, (_, place) => left.first + place));
      [done, isLast] = [left.last, left.isLast];
    }
    expect(runs.map((shards) => shards.length)).toEqual([8, 8, 3]);
    expect(runs.flat()).toEqual(Array.from({ length: 19 }, (_, place) => place + 1));
  });

  test("ends with the run that has the last shard, also where they fit exactly, or there is none", () => {
    expect(shardsLeft(8)).toEqual({ first: 1, last: 8, isLast: true, shards: 8 });
    expect(shardsLeft(16, 8)).toEqual({ first: 9, last: 16, isLast: true, shards: 16 });
    expect(shardsLeft(0)).toMatchObject({ isLast: true, shards: 0 });
  });

  test("rests long enough for the pacer to fill, and never less than it asked for", () => {
    expect(restSeconds(3)).toBe(45);
    expect(restSeconds(1500)).toBe(1500);
  });
});

describe("a shard", () => {
  const all = (places: readonly number[], outcome: Outcome) => new Map(places.map((place) => [place, outcome]));
  /** Works a shard off as workers do; `answer` says what becomes of a place at its n-th try. */
  const workOff = (people: number, answer: (place: number, attempt: number) => Outcome) => {
    let shard = newShard(people);
    const tries = new Map<number, number>();
    for (let turn = 0; turn < 1000; turn += 1) {
      const next = takeNext(shard);
      if (next.places.length === 0) break;
      const outcomes = new Map(
        next.places.map((place) => {
          tries.set(place, (tries.get(place) ?? 0) + 1);
          return [place, answer(place, tries.get(place) ?? 0)];
        }),
      );
      shard = reported(next.shard, outcomes);
    }
    return { shard, tries };
  };

  test("is worked off in order, everybody once", () => {
    const { shard, tries } = workOff(60, () => "sent");
    expect(shard).toEqual({ ...newShard(60), next: 60, sent: 60 });
    expect([...tries.values()].every((count) => count === 1)).toBe(true);
  });

  test("comes back to whom the service said 'not now', and says of them that it was perhaps twice (I2)", () => {
    const { shard } = workOff(30, (place, attempt) => (place === 3 && attempt === 1 ? "not-now" : "sent"));
    expect(shard).toMatchObject({ sent: 30, perhapsTwice: 1, again: [] });
  });

  test("gives an address up that is refused while others get through, and none because the service is down", () => {
    const { shard } = workOff(100, (place) => (place < 30 ? (place === 3 ? "not-now" : "sent") : "spared"));
    expect(shard.again).toEqual([{ place: 3, tries: 1 }]); // alone it is no proof against the address
    let down = newShard(1);
    for (let turn = 0; turn < 20; turn += 1) {
      const next = takeNext(down);
      down = reported(next.shard, all(next.places, "not-now"));
    }
    expect(down).toMatchObject({ undelivered: 0, again: [{ place: 0, tries: 1 }] });
  });

  test("whose worker died counts its places as uncertain, and nobody takes them up again (I2)", () => {
    const { shard, places } = takeNext(newShard(60));
    const over = takenOver(shard);
    expect(over).toMatchObject({ uncertain: places.length, taken: [], next: places.length });
    expect(takeNext(over).places[0]).toBe(places.length);
    // what the dead one would still report is not counted twice
    expect(reported(over, all(places, "sent"))).toEqual(over);
  });

  test("whose worker died while it came back to somebody does not come back to them again (I2)", () => {
    const waiting: ShardProgress = {
      ...newShard(30),
      next: 30,
      again: [
        { place: 3, tries: 1 },
        { place: 9, tries: 1 },
      ],
    };
    const { shard } = takeNext(waiting);
    expect(takenOver(shard)).toMatchObject({ uncertain: 2, again: [], taken: [] });
  });

  test("is counted together with the others", () => {
    const one = { ...newShard(3), sent: 1, spared: 1, undelivered: 1 };
    const other = { ...newShard(2), sent: 1, uncertain: 1, perhapsTwice: 1 };
    expect(summed([one, other])).toEqual({ sent: 2, spared: 1, undelivered: 1, uncertain: 1, perhapsTwice: 1 });
  });
});
