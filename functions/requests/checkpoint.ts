import { createHash } from "node:crypto";
import { compactVerify, createLocalJWKSet } from "jose";
import type { ChainHead } from "#kernel/audit-entry.ts";
import { Checkpoint, checkpointName, checkpointType } from "#kernel/checkpoint.ts";
import { minutes } from "#kernel/duration.ts";
import { plus } from "#kernel/instant.ts";
import type { PublicJwk } from "#ports/keys/keys.ts";
import type { Ports } from "#ports/ports.ts";

/** Clocks differ and entries may be written a little after the time they bear: so each checkpoint looks back beyond the one before. */
const overlap = minutes(30);
/** A checkpoint stays small; what is beyond comes with the next. */
const mostHeads = 5000;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * Signs where the chains stand that changed since the checkpoint before, and keeps it in the archive. Answers with its number; undefined
 * when nothing changed. Killed half-way, the next one finds the file and goes on from it. `also`: chains to name in any case.
 */
export const makeCheckpoint =
  ({ clock, audit, keys, archive }: Pick<Ports, "clock" | "audit" | "keys" | "archive">) =>
  async (also: readonly string[] = []): Promise<number | undefined> => {
    const last = await audit.lastCheckpoint();
    const before = last === undefined ? undefined : await readCheckpoint(archive, last.number);
    const now = clock.now();
    const heads: Record<string, ChainHead> = {};
    for (const chain of also) heads[chain] = await audit.head(chain);
    let cursor: string | undefined;
    do {
      const since = last === undefined ? undefined : plus(last.at, -overlap);
      const page = await audit.heads({ since, cursor });
      for (const { chain, number, hash } of page.items) {
        if (before?.content.heads[chain]?.number !== number) heads[chain] = { number, hash };
      }
      cursor = page.cursor;
    } while (cursor !== undefined && Object.keys(heads).length < mostHeads);
    if (Object.keys(heads).length === 0) return undefined;

    const number = (last?.number ?? 0) + 1;
    const content: Checkpoint = { number, at: now, previous: before?.hash ?? "0".repeat(64), heads };
    const signed = await keys.sign(Buffer.from(JSON.stringify(content)), checkpointType);
    await archive.putOnce("checkpoints", checkpointName(number), Buffer.from(signed));
    const kept = await readCheckpoint(archive, number);
    await audit.markCheckpoint({ number, at: kept?.content.at ?? now });
    return number;
  };

/** A checkpoint as it stands in the archive, its signature not yet looked at. Undefined when there is none of the number. */
const readCheckpoint = async (
  archive: Ports["archive"],
  number: number,
): Promise<{ content: Checkpoint; hash: string; jws: string } | undefined> => {
  const file = await archive.get("checkpoints", checkpointName(number));
  if (file === undefined) return undefined;
  const jws = Buffer.from(file).toString("utf8");
  const payload = Buffer.from(jws.split(".")[1] ?? "", "base64url").toString("utf8");
  return { content: Checkpoint.parse(JSON.parse(payload)), hash: sha256(jws), jws };
};

/** One thing that is wrong with the audit, where, and how. */
export interface AuditFault {
  /** A chain, or `checkpoint-…`. */
  where: string;
  number: number;
  fault: string;
}

/**
 * Checks everything: each checkpoint's signature and order, each chain's links, and that every chain still says at its checkpoints what
 * was signed. Finds any edit, removal, insertion, swap and cut, and a chain that was written anew from some entry on (I11). A cut that
 * retention made is lawful where a checkpoint names the very head it was made at.
 */
export const verifyAudit = async (
  { audit, archive }: Pick<Ports, "audit" | "archive">,
  publicKeys: readonly PublicJwk[],
  onProgress: (chains: number) => void = () => undefined,
): Promise<{ faults: AuditFault[]; chains: number; checkpoints: number }> => {
  const faults: AuditFault[] = [];
  const signed = await signedHeads(archive, (await audit.lastCheckpoint())?.number ?? 0, publicKeys, faults);
  const chains = new Set<string>(signed.heads.keys());
  let cursor: string | undefined;
  do {
    const page = await audit.heads({ cursor });
    for (const { chain } of page.items) chains.add(chain);
    cursor = page.cursor;
  } while (cursor !== undefined);

  let done = 0;
  for (const chain of chains) {
    const broken = await audit.verify(chain);
    if (broken !== undefined) faults.push({ where: chain, ...broken });
    else faults.push(...(await againstCheckpoints(audit, chain, signed.heads.get(chain) ?? [])));
    done += 1;
    onProgress(done);
  }
  return { faults, chains: chains.size, checkpoints: signed.count };
};

/** What checkpoints signed of each chain, in order. */
const signedHeads = async (
  archive: Ports["archive"],
  atLeast: number,
  publicKeys: readonly PublicJwk[],
  faults: AuditFault[],
): Promise<{ heads: Map<string, ChainHead[]>; count: number }> => {
  const keySet = createLocalJWKSet({ keys: [...publicKeys] });
  const heads = new Map<string, ChainHead[]>();
  let previous = "0".repeat(64);
  let number = 1;
  for (; ; number += 1) {
    const read = await readCheckpoint(archive, number).catch(() => "unreadable" as const);
    const where = checkpointName(number);
    if (read === undefined) break;
    if (read === "unreadable") {
      faults.push({ where, number, fault: "cannot be read" });
      break;
    }
    const isSigned = await compactVerify(read.jws, keySet, { algorithms: ["ES256"] }).then(
      ({ protectedHeader }) => protectedHeader.typ === checkpointType,
      () => false,
    );
    if (!isSigned) faults.push({ where, number, fault: "is not signed by our keys" });
    if (read.content.number !== number || read.content.previous !== previous)
      faults.push({ where, number, fault: "does not follow the one before" });
    for (const [chain, head] of Object.entries(read.content.heads))
      heads.set(chain, [...(heads.get(chain) ?? []), head]);
    previous = read.hash;
  }
  if (number <= atLeast) faults.push({ where: checkpointName(number), number, fault: "missing" });
  return { heads, count: number - 1 };
};

const againstCheckpoints = async (
  audit: Ports["audit"],
  chain: string,
  signed: readonly ChainHead[],
): Promise<AuditFault[]> => {
  const cut = await audit.cutOf(chain);
  const isLawful = cut === undefined || signed.some(({ number, hash }) => number === cut.number && hash === cut.hash);
  if (!isLawful) return [{ where: chain, number: cut.number, fault: "cut without a checkpoint" }];
  for (const { number, hash } of signed) {
    if (cut !== undefined && number <= cut.number) continue;
    if ((await audit.hashAt(chain, number)) !== hash) return [{ where: chain, number, fault: "written anew" }];
  }
  return [];
};
