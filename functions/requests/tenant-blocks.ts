import { createHash } from "node:crypto";
import { Busy } from "#kernel/failure.ts";
import type { SubjectRef, UserId } from "#kernel/ids.ts";
import type { Ports } from "#ports/ports.ts";
import { needNoMore, needPerson } from "./needed.ts";

// Auth0's own blocks: after too many wrong passwords for one account from one address, and of addresses that tried many accounts. They
// have nothing to do with a block of ours or of an administrator, and lifting one kind leaves the other.

const context = { purpose: "access" as const, owner: "ip" };
const keyOf = (...parts: string[]): string => createHash("sha256").update(parts.join(" ")).digest("hex").slice(0, 32);

/** What a person is needed for until their brute-force blocks are cleared. */
const clearing = "clear-brute-force";

/**
 * Plans the clearing of a person's brute-force blocks at once; whoever may change accounts does it. On record before and after. Who is known
 * for nothing else is known until then (I9).
 */
export const askToClearBruteForce =
  (ports: Pick<Ports, "clock" | "events" | "requests" | "schedules" | "subjects">) =>
  async (userId: UserId, { by, because }: { by: string; because: string }): Promise<void> => {
    const { clock, events, schedules, subjects } = ports;
    const now = clock.now();
    const subjectRef = await subjects.passingRefOf(userId);
    await needPerson(ports)(subjectRef, clearing);
    const facts = { subjectRef, because };
    await events.note([{ event: "brute-force-clearing-decided", at: now, actor: by, facts }]);
    await schedules.once(`clear-brute-force-${keyOf(subjectRef)}`, now, { task: "clear-brute-force", subjectRef });
  };

/**
 * Clears them, and puts on record that they are gone only after having looked; while one is still there it is `Busy`, and is done again. A
 * person who is gone has none.
 */
export const clearBruteForce =
  (ports: Pick<Ports, "clock" | "events" | "requests" | "subjects" | "reader" | "steward">) =>
  async (subjectRef: SubjectRef): Promise<void> => {
    const { clock, events, subjects, reader, steward } = ports;
    const userId = await subjects.userIdOf(subjectRef);
    if (userId !== undefined) {
      await steward.clearBruteForce(userId, `reaction/${keyOf("brute-force", subjectRef)}`);
      const left = await reader.bruteForceBlocks(userId);
      if (left.length > 0) throw new Busy("The tenant still holds the account back.");
    }
    const facts = { subjectRef, found: userId !== undefined };
    await events.note([{ event: "brute-force-cleared", at: clock.now(), actor: "system", facts }]);
    await needNoMore(ports)(subjectRef, clearing);
  };

/** How an address is called on record: it may be somebody's home. */
const nameOf = async ({ keys }: Pick<Ports, "keys">, ip: string): Promise<string> =>
  Buffer.from(await keys.mac(`ip ${ip}`))
    .toString("hex")
    .slice(0, 32);

/** Whether the tenant holds an address back; that an officer looked is on record first. */
export const lookAtAddress =
  ({ clock, events, keys, reader }: Pick<Ports, "clock" | "events" | "keys" | "reader">) =>
  async (ip: string, { by }: { by: string }): Promise<boolean> => {
    const facts = { address: await nameOf({ keys }, ip) };
    await events.note([{ event: "address-read", at: clock.now(), actor: by, facts }]);
    return reader.isIpBlocked(ip);
  };

/** Plans that an address may try again. The address is sealed while it waits. */
export const askToReleaseAddress =
  ({ clock, events, keys, schedules }: Pick<Ports, "clock" | "events" | "keys" | "schedules">) =>
  async (ip: string, { by, because }: { by: string; because: string }): Promise<void> => {
    const now = clock.now();
    const name = await nameOf({ keys }, ip);
    await events.note([{ event: "address-release-decided", at: now, actor: by, facts: { address: name, because } }]);
    const sealed = Buffer.from(await keys.seal(Buffer.from(ip), context)).toString("base64url");
    await schedules.once(`release-address-${name}`, now, { task: "release-address", name, sealed });
  };

/** Releases it, and looks that it is free before that goes on record. */
export const releaseAddress =
  ({ clock, events, keys, reader, steward }: Pick<Ports, "clock" | "events" | "keys" | "reader" | "steward">) =>
  async ({ name, sealed }: { name: string; sealed: string }): Promise<void> => {
    const ip = Buffer.from(await keys.unseal(Buffer.from(sealed, "base64url"), context)).toString();
    await steward.releaseIp(ip, `reaction/${name}`);
    if (await reader.isIpBlocked(ip)) throw new Busy("The tenant still holds the address back.");
    await events.note([{ event: "address-released", at: clock.now(), actor: "system", facts: { address: name } }]);
  };
