import { generateKeyPairSync } from "node:crypto";
import { CompactSign, exportJWK } from "jose";
import { describe, expect, test } from "vitest";
import { link } from "#kernel/audit-entry.ts";
import { checkpointName } from "#kernel/checkpoint.ts";
import type { RequestId } from "#kernel/ids.ts";
import type { JsonObject } from "#kernel/json.ts";
import { campaignChain, requestChain } from "#ports/audit/audit.ts";
import { cutKey, entryKey, headKey } from "#ports/audit/chain.ts";
import { campaignsIn } from "#ports/campaigns/recorded-campaigns.ts";
import type { PublicJwk } from "#ports/keys/keys.ts";
import { makeCheckpoint, verifyAudit } from "#requests/checkpoint.ts";
import { letEvidenceGo } from "#requests/retention.ts";
import { accepted, received } from "../support/acceptances.ts";
import { aCampaign } from "../support/campaigns.ts";
import { memoryArchive } from "../support/memory-archive.ts";
import { aPolicy, subjectRef } from "../support/requests.ts";
import { openDesk } from "../support/requests-desk.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";

const signer = async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = { ...(await exportJWK(publicKey)), kid: "k1", alg: "ES256", use: "sig" } as PublicJwk;
  const sign = (payload: Uint8Array, typ: string) =>
    new CompactSign(payload).setProtectedHeader({ alg: "ES256", kid: "k1", typ }).sign(privateKey);
  return { jwk, sign };
};

/** A desk with two requests, each with a chain of six entries, and everything a checkpoint needs. */
const scene = async () => {
  const desk = await openDesk(sqliteInMemory);
  const { jwk, sign } = await signer();
  const files = new Map<string, Uint8Array>();
  const archive = memoryArchive(files);
  const ids: RequestId[] = [];
  const grow = (requestId: RequestId, count: number) =>
    desk.requests.change(requestId, () => ({
      outcome: undefined,
      audit: Array.from({ length: count }, (_, place) => ({
        event: `thing-${place}`,
        at: desk.clock.now(),
        actor: "system",
        facts: { place },
      })),
    }));
  for (const letter of ["a", "b"]) {
    const { requestId } = await accepted(desk.requests, received(subjectRef(letter), desk.clock.now()));
    await grow(requestId, 5);
    ids.push(requestId);
  }
  const campaigns = campaignsIn({ records: desk.records });
  const { clock, requests, audit } = desk;
  const ports = { clock, requests, campaigns, audit, archive, keys: { sign } as never };
  const [first] = ids as [RequestId];
  return {
    desk,
    ids,
    files,
    ports,
    grow,
    chain: requestChain(first),
    checkpoint: makeCheckpoint(ports),
    faults: async (keys = [jwk]) =>
      (await verifyAudit(ports, keys)).faults.map(({ where, fault }) => `${where}: ${fault}`),
  };
};

/** What somebody with the database in hand could do. */
const tamper = (records: Awaited<ReturnType<typeof openDesk>>["records"]) => ({
  edit: async (chain: string, number: number, change: (body: JsonObject) => JsonObject) => {
    const key = entryKey({ chain, number });
    const [row] = await records.get([key]);
    await records.transact([{ put: { ...key, body: change(row?.body ?? {}) }, ifVersion: row?.version ?? 0 }]);
  },
  remove: async (chain: string, number: number) => {
    const key = entryKey({ chain, number });
    const [row] = await records.get([key]);
    await records.transact([{ remove: key, ifVersion: row?.version ?? 0 }]);
  },
  head: async (chain: string, head: { number: number; hash: string }) => {
    const [row] = await records.get([headKey(chain)]);
    await records.transact([{ put: { ...headKey(chain), body: head }, ifVersion: row?.version ?? 0 }]);
  },
});

describe("checkpoints", () => {
  test("name what changed since the one before, and there is none while nothing changes", async () => {
    const { checkpoint, files, desk, grow, ids } = await scene();
    expect([await checkpoint(), await checkpoint()]).toEqual([1, undefined]);
    desk.clock.wind(900);
    await grow(ids[1] as RequestId, 1);
    expect(await checkpoint()).toBe(2);
    const heads = (number: number) => {
      const jws = Buffer.from(files.get(`checkpoints/${checkpointName(number)}`) ?? []).toString();
      return Object.keys(JSON.parse(Buffer.from(jws.split(".")[1] ?? "", "base64url").toString()).heads);
    };
    expect([heads(1).length, heads(2)]).toEqual([2, [requestChain(ids[1] ?? "")]]);
  });

  test("go on from a file that was written when the process died before it was marked", async () => {
    const { ports, files, desk, grow, ids } = await scene();
    const dying = { ...ports, audit: { ...ports.audit, markCheckpoint: () => Promise.reject(new Error("killed")) } };
    await expect(makeCheckpoint(dying)()).rejects.toThrow("killed");
    await grow(ids[0] as RequestId, 1);
    expect(await makeCheckpoint(ports)()).toBe(1);
    desk.clock.wind(900);
    expect(await makeCheckpoint(ports)()).toBe(2);
    expect(files.size).toBe(2);
  });
});

describe("verification of the whole audit (I11)", () => {
  test("finds nothing where nothing was changed, with checkpoints and entries after them", async () => {
    const { checkpoint, faults, grow, ids, desk } = await scene();
    await checkpoint();
    desk.clock.wind(900);
    await grow(ids[0] as RequestId, 3);
    await checkpoint();
    await grow(ids[1] as RequestId, 3);
    expect(await faults()).toEqual([]);
  });

  test("finds a chain that was written anew from some entry on, which its links alone would not show", async () => {
    const { checkpoint, faults, desk, chain } = await scene();
    await checkpoint();
    const { items } = await desk.audit.entries(chain);
    const drafts = items.map(({ event, at, actor, facts }) => ({ event, at, actor, facts }));
    const forged = link(
      chain,
      { number: 0, hash: "0".repeat(64) },
      drafts.map((draft, place) => (place === 2 ? { ...draft, actor: "nobody" } : draft)),
    );
    const hand = tamper(desk.records);
    for (const entry of forged) await hand.edit(chain, entry.number, () => JSON.parse(JSON.stringify(entry)));
    await hand.head(chain, { number: forged.length, hash: forged.at(-1)?.hash ?? "" });
    expect(await desk.audit.verify(chain)).toBeUndefined();
    expect(await faults()).toEqual([`${chain}: written anew`]);
  });

  test("finds a whole chain that was taken away, head and all", async () => {
    const { checkpoint, faults, desk, chain } = await scene();
    await checkpoint();
    const { items } = await desk.records.query(`CHAIN#${chain}`, {});
    await desk.records.transact(items.map(({ pk, sk, version }) => ({ remove: { pk, sk }, ifVersion: version })));
    expect(await faults()).toEqual([`${chain}: written anew`]);
  });

  test("finds a checkpoint that is missing, was exchanged, or is signed by somebody else", async () => {
    const { checkpoint, faults, files, desk, grow, ids } = await scene();
    await checkpoint();
    desk.clock.wind(900);
    await grow(ids[0] as RequestId, 1);
    await checkpoint();
    const [one, two] = [1, 2].map((number) => `checkpoints/${checkpointName(number)}`) as [string, string];
    const kept = new Map(files);
    files.delete(two);
    expect(await faults()).toEqual([`${checkpointName(2)}: missing`]);
    files.set(two, kept.get(one) as Uint8Array);
    expect(await faults()).toContain(`${checkpointName(2)}: does not follow the one before`);
    files.set(two, kept.get(two) as Uint8Array);
    expect(await faults([(await signer()).jwk])).toContain(`${checkpointName(1)}: is not signed by our keys`);
  });
});

describe("evidence whose time is over (Article 5(1)(e))", () => {
  const policy = aPolicy();

  test("goes behind a checkpoint that names it, and verification knows the cut as lawful", async () => {
    const { ports, desk, ids, chain, faults } = await scene();
    const [first, second] = ids as [RequestId, RequestId];
    await desk.requests.change(first, ({ request }) => ({
      outcome: undefined,
      request: { ...request, status: "withdrawn", closedAt: desk.clock.now() },
      audit: [],
    }));
    desk.clock.wind(3 * 365 * 86_400 - 60);
    expect(await letEvidenceGo(ports, policy)()).toEqual({ cut: 0 });
    desk.clock.wind(120);
    expect((await letEvidenceGo(ports, policy)()).cut).toBe(1);
    expect((await desk.audit.entries(chain)).items).toEqual([]);
    expect((await desk.audit.entries(requestChain(second))).items).toHaveLength(6);
    expect(await faults()).toEqual([]);
    expect(await letEvidenceGo(ports, policy)()).toEqual({ cut: 0 });
  });

  test("goes too where the request took years, under a hold, and its receipt with it", async () => {
    const { ports, desk, ids, chain, files } = await scene();
    const [first, second] = ids as [RequestId, RequestId];
    for (const id of ids) files.set(`receipts/${id}.jws`, Buffer.from("receipt"));
    desk.clock.wind(2 * 365 * 86_400);
    await desk.requests.change(first, ({ request }) => ({
      outcome: undefined,
      request: { ...request, status: "withdrawn", closedAt: desk.clock.now() },
      audit: [{ event: "request-withdrawn", at: desk.clock.now(), actor: "person", facts: {} }],
    }));
    desk.clock.wind(3 * 365 * 86_400 - 60);
    await letEvidenceGo(ports, policy)();
    expect(files.has(`receipts/${first}.jws`)).toBe(true);
    desk.clock.wind(120);
    expect((await letEvidenceGo(ports, policy)()).cut).toBe(1);
    expect((await desk.audit.entries(chain)).items).toEqual([]);
    expect([...files.keys()].filter((name) => name.startsWith("receipts/"))).toEqual([`receipts/${second}.jws`]);
  });

  test("stays while the person's data may only be stored, and goes once it is used again, however late (Article 18)", async () => {
    const { ports, desk, ids, chain, files } = await scene();
    const [first] = ids as [RequestId];
    files.set(`receipts/${first}.jws`, Buffer.from("receipt"));
    await desk.requests.change(first, ({ request }) => ({
      outcome: undefined,
      request: { ...request, status: "withdrawn", closedAt: desk.clock.now() },
      audit: [],
    }));
    const restriction = received(subjectRef("a"), desk.clock.now(), { kind: "restriction" });
    const { requestId } = await accepted(desk.requests, restriction);
    const stands = (isRestricted: boolean) =>
      desk.requests.change(requestId, ({ request, subjects: [subject] }) => {
        if (subject === undefined) throw new Error("nobody is restricted");
        const { restriction: _, ...rest } = subject;
        const at = desk.clock.now();
        return {
          outcome: undefined,
          request: isRestricted ? request : { ...request, status: "withdrawn", closedAt: at },
          subjects: [isRestricted ? { ...rest, restriction: { requestId, since: at, shutsSignIn: false } } : rest],
          audit: [{ event: isRestricted ? "restriction-began" : "request-closed", at, actor: "system", facts: {} }],
        };
      });
    await stands(true);
    desk.clock.wind(4 * 365 * 86_400);
    expect(await letEvidenceGo(ports, policy)()).toEqual({ cut: 0 });
    expect(files.has(`receipts/${first}.jws`)).toBe(true);
    await stands(false);
    desk.clock.wind(60);
    expect((await letEvidenceGo(ports, policy)()).cut).toBe(1);
    expect((await desk.audit.entries(chain)).items).toEqual([]);
    expect(files.has(`receipts/${first}.jws`)).toBe(false);
  });

  test("of a campaign goes in the same way", async () => {
    const { ports, desk, faults } = await scene();
    const campaign = aCampaign({ closedAt: desk.clock.now() });
    const entry = { event: "campaign-opened", at: desk.clock.now(), actor: "officer:one", facts: {} };
    await ports.campaigns.open(campaign, [entry]);
    desk.clock.wind(3 * 365 * 86_400 + 60);
    expect((await letEvidenceGo(ports, policy)()).cut).toBe(1);
    expect((await desk.audit.entries(campaignChain(campaign.campaignId))).items).toEqual([]);
    expect(await faults()).toEqual([]);
  });

  test("that somebody cut by hand is found, whatever the cut says", async () => {
    const { checkpoint, faults, desk, chain } = await scene();
    await checkpoint();
    const hash = (await desk.audit.hashAt(chain, 3)) ?? "";
    await desk.records.transact([{ put: { ...cutKey(chain), body: { number: 3, hash } }, ifVersion: 0 }]);
    for (const number of [1, 2, 3]) await tamper(desk.records).remove(chain, number);
    expect(await desk.audit.verify(chain)).toBeUndefined();
    expect(await faults()).toEqual([`${chain}: cut without a checkpoint`]);
  });

  test("is cut once, however often it is asked for", async () => {
    const { desk, chain, faults, checkpoint } = await scene();
    await checkpoint();
    const head = await desk.audit.head(chain);
    for (const _time of ["once", "twice"]) await desk.audit.cut(chain, head);
    expect([await desk.audit.cutOf(chain), await faults()]).toEqual([head, []]);
  });
});
