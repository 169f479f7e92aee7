import { describe, expect, test } from "vitest";
import type { UserId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Access, IdentityEraser, IdentityReader } from "#ports/identity/identity.ts";

export interface IdentityHost {
  reader: IdentityReader;
  eraser: IdentityEraser;
  /** Somebody with a second, linked login, a verified address, and something of everything that can be revoked. */
  person: { userId: UserId; linked: UserId; email: string; access: Access };
  officer: { userId: UserId; roles: string[] };
  nobody: UserId;
  /** A member of organisations that have open invitations to one of their addresses, and to others. */
  invited: { userId: UserId; email: string; organizations: number; invitations: number };
  changeAddress(userId: UserId): Promise<void>;
  linkAnother(userId: UserId): Promise<void>;
  now(): Instant;
  /** Returns once the tenant has carried out what it answered 202 to. */
  settle(): Promise<void>;
  /** What happened to an account, with the step key it came with, from the tenant's own record. */
  effects(userId: UserId): Promise<{ effect: string; step: string | undefined }[]>;
  close(): Promise<void>;
}

const since = "2020-01-01T00:00:00.000Z" as Instant;
const step = "01JDF7Z8R5QK3V9X2M4N6P8S0T/account-deleted";

export const identityContract = (name: string, make: () => Promise<IdentityHost>) =>
  describe(`the tenant's accounts (${name})`, () => {
    const withTenant = async (use: (host: IdentityHost) => Promise<void>): Promise<void> => {
      const host = await make();
      try {
        await use(host);
      } finally {
        await host.close();
      }
    };

    test("are read by id, with every linked login", () =>
      withTenant(async ({ reader, person }) => {
        const account = await reader.read(person.userId);
        expect(account).toMatchObject({
          userId: person.userId,
          email: person.email,
          emailVerified: true,
          blocked: false,
        });
        expect(account?.identities.map(({ userId, social }) => [userId, social])).toEqual([
          [person.userId, false],
          [person.linked, true],
        ]);
        expect(account?.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      }));

    test("that are not there are not there: no account, no access, no roles", () =>
      withTenant(async ({ reader, nobody }) => {
        expect(await reader.read(nobody)).toBeUndefined();
        expect(await reader.access(nobody)).toMatchObject({
          sessions: 0,
          refreshTokens: 0,
          deviceCredentials: 0,
          grants: 0,
        });
        expect(await reader.roles(nobody)).toEqual([]);
      }));

    test("show what lets somebody in, and the names of their roles", () =>
      withTenant(async ({ reader, person, officer }) => {
        expect(await reader.access(person.userId)).toEqual({ ...person.access, notAvailable: [] });
        expect(await reader.roles(officer.userId)).toEqual(officer.roles);
        expect(await reader.roles(person.userId)).toEqual([]);
      }));

    test("can be blocked; once more, or when gone, counts as done", () =>
      withTenant(async ({ reader, eraser, person, nobody, effects }) => {
        await eraser.block(person.userId, step);
        await eraser.block(person.userId, step);
        await eraser.block(nobody, step);
        expect((await reader.read(person.userId))?.blocked).toBe(true);
        const blocks = (await effects(person.userId)).filter(({ effect }) => effect === "user-blocked");
        expect(blocks).toEqual([{ effect: "user-blocked", step }]);
      }));

    test("reach beside themselves: organisations, invitations, blocks and log, and who is not there reaches nowhere", () =>
      withTenant(async ({ reader, invited, nobody }) => {
        expect(await reader.extent(invited.userId, [invited.email.toUpperCase()], since)).toMatchObject({
          organizations: invited.organizations,
          invitations: invited.invitations,
          bruteForceBlocks: 0,
          addressChangedAt: undefined,
          linkedAt: undefined,
        });
        expect((await reader.extent(invited.userId, ["other@example.com"], since)).invitations).toBe(0);
        expect(await reader.extent(nobody, [], since)).toMatchObject({
          organizations: 0,
          bruteForceBlocks: 0,
          logEvents: 0,
        });
      }));

    test("show an address that was changed and an account that was linked, since a moment and no earlier", () =>
      withTenant(async ({ reader, person, changeAddress, linkAnother, now }) => {
        await changeAddress(person.userId);
        await linkAnother(person.userId);
        const before = now();
        const { addressChangedAt, linkedAt, logEvents, newestLogAt } = await reader.extent(person.userId, [], since);
        expect([logEvents > 0, newestLogAt]).toEqual([true, addressChangedAt]);
        expect([addressChangedAt, linkedAt].every((moment) => moment !== undefined && moment <= before)).toBe(true);
        const after = "2100-01-01T00:00:00.000Z" as Instant;
        expect(await reader.extent(person.userId, [], after)).toMatchObject({
          addressChangedAt: undefined,
          linkedAt: undefined,
        });
      }));

    test("leave no invitation behind that names them (I9)", () =>
      withTenant(async ({ reader, eraser, invited }) => {
        expect(await eraser.clearTraces(invited.userId, [invited.email], step)).toEqual({
          invitations: invited.invitations,
        });
        expect(await eraser.clearTraces(invited.userId, [invited.email], step)).toEqual({ invitations: 0 });
        expect((await reader.extent(invited.userId, [invited.email], since)).invitations).toBe(0);
      }));

    test("are found by their own address however it is written, and by nobody else's", () =>
      withTenant(async ({ reader, person }) => {
        const found = await reader.byEmail(person.email.toUpperCase());
        expect(found.map(({ userId }) => userId)).toEqual([person.userId]);
        expect(await reader.byEmail("nobody@example.com")).toEqual([]);
      }));

    test("have a log that is read on from any record, and one by one, in the fields that are used and no others", () =>
      withTenant(async ({ reader, eraser, person }) => {
        const [newest] = await reader.logsAfter(undefined);
        expect(newest?.logId).toMatch(/./);
        await eraser.block(person.userId, step);
        await eraser.clearTraces(person.userId, [person.email], step);
        const after = await reader.logsAfter(newest?.logId);
        expect(after.map(({ type }) => type)).toContain("sapi");
        const write = after.find(({ blocked }) => blocked === "true");
        expect(write).toMatchObject({ type: "sapi", method: "patch", correlationId: step });
        expect(JSON.stringify(after)).not.toContain(person.email);
        expect(await reader.logRecord(write?.logId ?? "")).toEqual(write);
        expect((await reader.logsAfter(write?.logId)).map(({ logId }) => logId)).not.toContain(write?.logId);
      }));

    test("have no log record of an id that never was, or that is none (I7)", () =>
      withTenant(async ({ reader }) => {
        for (const logId of ["90020261124000000000000000000000000000000000000000000000", "", ".", "..", "a/b", "a?b"])
          expect(await reader.logRecord(logId)).toBeUndefined();
      }));

    test("are counted", () =>
      withTenant(async ({ reader }) => {
        expect(await reader.countUsers()).toBeGreaterThan(1);
      }));

    test("are counted by their logins, their region, their address and their flag, without who is blocked", () =>
      withTenant(async ({ reader }) => {
        const all = await reader.countUsers({});
        expect(all).toBeLessThanOrEqual(await reader.countUsers());
        const ofEither = await reader.countUsers({
          connections: ["Username-Password-Authentication", "google-oauth2"],
        });
        const [database = 0, social = 0] = await Promise.all(
          ["Username-Password-Authentication", "google-oauth2"].map((name) =>
            reader.countUsers({ connections: [name] }),
          ),
        );
        expect(ofEither).toBeGreaterThan(Math.max(database, social));
        // who has both logins is one of them
        expect(ofEither).toBeLessThanOrEqual(database + social);
        expect(await reader.countUsers({ areMailable: true })).toBeLessThan(all);
        expect(await reader.countUsers({ regions: ['no "such" \\region'] })).toBe(0);
        expect(await reader.countUsers({ flag: { name: "habeas_terms", version: "never" } })).toBe(0);
      }));

    test("lose all that lets somebody in, and the answer says what could not be ended", () =>
      withTenant(async ({ reader, eraser, person, nobody, settle }) => {
        expect(await eraser.revokeAccess(person.userId, step)).toEqual({ notAvailable: [] });
        await settle();
        const none = { sessions: 0, refreshTokens: 0, deviceCredentials: 0, grants: 0 };
        expect(await reader.access(person.userId)).toEqual({ ...none, notAvailable: [] });
        expect(await eraser.revokeAccess(person.userId, step)).toEqual({ notAvailable: [] });
        expect(await eraser.revokeAccess(nobody, step)).toEqual({ notAvailable: [] });
      }));

    test("are deleted with their linked logins, and nobody else with them (I7)", () =>
      withTenant(async ({ reader, eraser, person, officer, nobody, effects }) => {
        await eraser.erase(person.userId, step);
        await eraser.erase(person.userId, step);
        await eraser.erase(nobody, step);
        expect(await reader.read(person.userId)).toBeUndefined();
        expect(await reader.read(person.linked)).toBeUndefined();
        expect((await reader.read(officer.userId))?.userId).toBe(officer.userId);
        const deletions = (await effects(person.userId)).filter(({ effect }) => effect === "user-deleted");
        expect(deletions).toEqual([{ effect: "user-deleted", step }]);
      }));

    test.each([
      "",
      ".",
      "..",
      "*",
      "auth0",
      "auth0|",
      "auth0|..",
      "auth0|a/../b",
      "auth0|*",
      "auth0|a?b=c",
      "auth0|a#b",
    ])("are never addressed by %j, in no call (I7)", (bad) =>
      withTenant(async ({ reader, eraser, person, officer }) => {
        const userId = bad as UserId;
        const calls = [
          () => reader.read(userId),
          () => reader.access(userId),
          () => reader.roles(userId),
          () => eraser.block(userId, step),
          () => eraser.revokeAccess(userId, step),
          () => eraser.erase(userId, step),
          () => eraser.clearTraces(userId, [], step),
          () => reader.extent(userId, [], since),
        ];
        for (const call of calls) await expect(call()).rejects.toBeInstanceOf(RangeError);
        expect(await reader.access(person.userId)).toMatchObject(person.access);
        expect((await reader.read(officer.userId))?.blocked).toBe(false);
      }),
    );
  });
