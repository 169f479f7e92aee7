import { describe, expect, test } from "vitest";
import type { ApplicationBlock } from "#kernel/block.ts";
import type { UserId } from "#kernel/ids.ts";
import type { Access, IdentityBlocker, IdentityReader, IdentitySteward } from "#ports/identity/identity.ts";

export interface BlockerHost {
  reader: IdentityReader;
  blocker: IdentityBlocker;
  steward: IdentitySteward;
  /** Somebody with something of everything that lets them in, and members of app_metadata that are not ours. */
  person: { userId: UserId; access: Access; appMetadata: string[] };
  /** What one application holds of them, and another one that holds nothing. */
  application: { clientId: string; access: Access };
  elsewhere: string;
  other: UserId;
  nobody: UserId;
  /** Wrong passwords for the person from this address, until the tenant holds it back; and a try of many accounts from another one. */
  guess(): Promise<{ ip: string }>;
  tryMany(): Promise<{ ip: string }>;
  /** Returns once the tenant has carried out what it answered 202 to. */
  settle(): Promise<void>;
  /** What happened to an account, with the step key it came with, from the tenant's own record. */
  effects(userId: UserId): Promise<{ effect: string; step: string | undefined }[]>;
  close(): Promise<void>;
}

const step = "01JDF7Z8R5QK3V9X2M4N6P8S0T/block-imposed";
const none = { sessions: 0, refreshTokens: 0, deviceCredentials: 0, grants: 0, notAvailable: [] };
const forFraud = (clientId: string): ApplicationBlock[] => [{ clients: [clientId], connections: [], reason: "fraud" }];

export const blockerContract = (name: string, make: () => Promise<BlockerHost>) =>
  describe(`shutting people out (${name})`, () => {
    const withTenant = async (use: (host: BlockerHost) => Promise<void>): Promise<void> => {
      const host = await make();
      try {
        await use(host);
      } finally {
        await host.close();
      }
    };

    test("holds everywhere and is taken back; once more, or when the account is gone, counts as done (I2)", () =>
      withTenant(async ({ reader, blocker, person, nobody, effects }) => {
        await blocker.setBlock(person.userId, { blocked: true }, step);
        await blocker.setBlock(person.userId, { blocked: true }, step);
        expect((await reader.read(person.userId))?.blocked).toBe(true);
        const written = (await effects(person.userId)).filter(({ effect }) => effect === "user-blocked");
        expect(written).toEqual([{ effect: "user-blocked", step }]);
        await blocker.setBlock(person.userId, { blocked: false }, step);
        await blocker.setBlock(person.userId, { blocked: false }, step);
        expect((await reader.read(person.userId))?.blocked).toBe(false);
        await blocker.setBlock(nobody, { blocked: true }, step);
        expect(await reader.read(nobody)).toBeUndefined();
      }));

    test("of somebody touches nobody else (I7)", () =>
      withTenant(async ({ reader, blocker, person, other }) => {
        await blocker.setBlock(person.userId, { blocked: true }, step);
        await blocker.endAccess(person.userId, step);
        expect((await reader.read(other))?.blocked).toBe(false);
      }));

    test("of named applications writes our member of app_metadata alone, and leaves the account open", () =>
      withTenant(async ({ reader, blocker, person, application }) => {
        const applications = forFraud(application.clientId);
        await blocker.setBlock(person.userId, { applications }, step);
        const closed = await reader.read(person.userId);
        expect([closed?.blocked, closed?.applicationBlocks]).toEqual([false, applications]);
        expect(closed?.appMetadata).toEqual(expect.arrayContaining(person.appMetadata));
        await blocker.setBlock(person.userId, { applications: [] }, step);
        const open = await reader.read(person.userId);
        expect(open?.appMetadata.toSorted()).toEqual(person.appMetadata.toSorted());
      }));

    test("and a restriction is a mark of its own on the account, which comes and goes alone (Article 18)", () =>
      withTenant(async ({ reader, blocker, person, application, nobody }) => {
        const applications = forFraud(application.clientId);
        await blocker.setBlock(person.userId, { applications, restricted: true }, step);
        await blocker.setBlock(person.userId, { restricted: true }, step);
        expect(await reader.read(person.userId)).toMatchObject({
          blocked: false,
          restricted: true,
          applicationBlocks: applications,
        });
        await blocker.setBlock(person.userId, { applications: [] }, step);
        expect((await reader.read(person.userId))?.restricted).toBe(true);
        await blocker.setBlock(person.userId, { restricted: false }, step);
        const free = await reader.read(person.userId);
        expect([free?.restricted, free?.appMetadata.toSorted()]).toEqual([undefined, person.appMetadata.toSorted()]);
        await blocker.setBlock(nobody, { restricted: true }, step);
      }));

    test("everywhere and of applications stand beside each other: writing one leaves the other", () =>
      withTenant(async ({ reader, blocker, person, application }) => {
        const applications = forFraud(application.clientId);
        await blocker.setBlock(person.userId, { blocked: true, applications }, step);
        await blocker.setBlock(person.userId, { blocked: false }, step);
        expect(await reader.read(person.userId)).toMatchObject({ blocked: false, applicationBlocks: applications });
        await blocker.setBlock(person.userId, { blocked: true }, step);
        await blocker.setBlock(person.userId, { applications: [] }, step);
        expect((await reader.read(person.userId))?.blocked).toBe(true);
      }));

    test("ends all that lets somebody in, and of who is not there nothing", () =>
      withTenant(async ({ reader, blocker, person, nobody, settle }) => {
        expect(await reader.access(person.userId)).toMatchObject(person.access);
        expect(await blocker.endAccess(person.userId, step)).toEqual({ notAvailable: [] });
        await settle();
        expect(await reader.access(person.userId)).toEqual(none);
        expect(await blocker.endAccess(person.userId, step)).toEqual({ notAvailable: [] });
        expect(await blocker.endAccess(nobody, step)).toEqual({ notAvailable: [] });
      }));

    test("ends what one application holds, and leaves sessions and all others", () =>
      withTenant(async ({ reader, blocker, person, application, elsewhere, settle }) => {
        const { clientId } = application;
        await blocker.endAccessTo(person.userId, [elsewhere], step);
        await settle();
        expect(await reader.accessTo(person.userId, [clientId])).toMatchObject(application.access);
        await blocker.endAccessTo(person.userId, [clientId], step);
        await blocker.endAccessTo(person.userId, [clientId], step);
        await settle();
        expect(await reader.accessTo(person.userId, [clientId])).toEqual(none);
        expect((await reader.access(person.userId)).sessions).toBe(person.access.sessions);
      }));

    test("and Auth0's own blocks are two things: clearing one leaves the other", () =>
      withTenant(async ({ reader, blocker, steward, person, guess }) => {
        const { ip } = await guess();
        await blocker.setBlock(person.userId, { blocked: true }, step);
        const held = await reader.bruteForceBlocks(person.userId);
        expect(held.map((block) => block.ip)).toEqual([ip]);
        await blocker.setBlock(person.userId, { blocked: false }, step);
        expect(await reader.bruteForceBlocks(person.userId)).toEqual(held);
        await blocker.setBlock(person.userId, { blocked: true }, step);
        await steward.clearBruteForce(person.userId, step);
        await steward.clearBruteForce(person.userId, step);
        expect(await reader.bruteForceBlocks(person.userId)).toEqual([]);
        expect((await reader.read(person.userId))?.blocked).toBe(true);
      }));

    test("of an address is seen and released, and nothing of an account with it", () =>
      withTenant(async ({ reader, steward, tryMany, nobody }) => {
        const { ip } = await tryMany();
        expect(await reader.isIpBlocked(ip)).toBe(true);
        await steward.releaseIp(ip, step);
        await steward.releaseIp(ip, step);
        expect(await reader.isIpBlocked(ip)).toBe(false);
        await steward.clearBruteForce(nobody, step);
      }));

    test.each(["", ".", "..", "*", "auth0", "auth0|", "auth0|..", "auth0|a/../b", "auth0|*", "auth0|a?b=c"])(
      "is never asked for by the id %j, in no call (I7)",
      (bad) =>
        withTenant(async ({ blocker, steward, reader, other }) => {
          const userId = bad as UserId;
          const calls = [
            () => blocker.setBlock(userId, { blocked: true }, step),
            () => blocker.endAccess(userId, step),
            () => blocker.endAccessTo(userId, ["client"], step),
            () => steward.clearBruteForce(userId, step),
            () => reader.bruteForceBlocks(userId),
          ];
          for (const call of calls) await expect(call()).rejects.toBeInstanceOf(RangeError);
          expect((await reader.read(other))?.blocked).toBe(false);
        }),
    );

    test.each(["", ".", "..", "203.0.113.7/..", "fe80::1%eth0", "localhost", "*"])(
      "is never asked for by the address %j (I7)",
      (ip) =>
        withTenant(async ({ reader, steward }) => {
          await expect(steward.releaseIp(ip, step)).rejects.toBeInstanceOf(RangeError);
          await expect(reader.isIpBlocked(ip)).rejects.toBeInstanceOf(RangeError);
        }),
    );
  });
