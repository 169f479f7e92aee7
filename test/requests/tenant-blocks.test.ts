import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import type { SubjectRef, UserId } from "#kernel/ids.ts";
import type { ScheduledTask } from "#ports/schedules/schedules.ts";
import {
  askToClearBruteForce,
  askToReleaseAddress,
  clearBruteForce,
  lookAtAddress,
  releaseAddress,
} from "#requests/tenant-blocks.ts";
import { dayEvents, type Host, openHost } from "./tenant-blocks-host.ts";

const ada = "auth0|ada" as UserId;
const by = "officer:somebody";

let host: Host;
beforeEach(() => {
  host = openHost();
});
afterEach(() => host.close());

describe("Auth0's own block of an account", () => {
  test("is cleared, looked at, and only then on record (I11)", async () => {
    const subjectRef = await host.subjects.refOf(ada);
    host.heldBack.add(ada);
    await askToClearBruteForce(host)(ada, { by, because: "person-asked" });
    expect(host.heldBack.has(ada)).toBe(true);
    await clearBruteForce(host)(subjectRef);
    expect(host.heldBack.has(ada)).toBe(false);
    expect(await dayEvents(host)).toEqual(["brute-force-clearing-decided", "brute-force-cleared"]);
  });

  test("leaves nobody known who was not known before (I9)", async () => {
    host.heldBack.add(ada);
    await askToClearBruteForce(host)(ada, { by, because: "mistake" });
    const passing = await host.subjects.find(ada);
    expect(passing).toBeDefined();
    for (let time = 0; time < 2; time += 1) await clearBruteForce(host)(passing as SubjectRef);
    expect(host.heldBack.has(ada)).toBe(false);
    expect(await host.subjects.find(ada)).toBeUndefined();
    const known = await host.subjects.refOf(ada);
    await askToClearBruteForce(host)(ada, { by, because: "mistake" });
    await clearBruteForce(host)(known);
    expect(await host.subjects.find(ada)).toBe(known);
  });

  test("that is still there afterwards is Busy, on record as decided only, and done once more", async () => {
    const subjectRef = await host.subjects.refOf(ada);
    host.heldBack.add(ada);
    host.trouble.keeps = true;
    await expect(clearBruteForce(host)(subjectRef)).rejects.toBeInstanceOf(Busy);
    expect(await dayEvents(host)).toEqual([]);
    host.trouble.keeps = false;
    await clearBruteForce(host)(subjectRef);
    expect(await dayEvents(host)).toEqual(["brute-force-cleared"]);
  });
});

describe("an address that Auth0 holds back", () => {
  test("is looked at on record, and stands there under another name (I10)", async () => {
    host.heldBack.add("203.0.113.7");
    expect(await lookAtAddress(host)("203.0.113.7", { by })).toBe(true);
    expect(await lookAtAddress(host)("203.0.113.8", { by })).toBe(false);
    expect(await dayEvents(host)).toEqual(["address-read", "address-read"]);
    expect(JSON.stringify(await host.entries())).not.toContain("203.0.113");
  });

  test("is released, looked at, and only then on record; it stands in no record and no plan (I10)", async () => {
    host.heldBack.add("203.0.113.7");
    await askToReleaseAddress(host)("203.0.113.7", { by, because: "mistake" });
    const [planned] = host.planned as Extract<ScheduledTask, { task: "release-address" }>[];
    if (planned === undefined) throw new Error("nothing was planned");
    host.trouble.keeps = true;
    await expect(releaseAddress(host)(planned)).rejects.toBeInstanceOf(Busy);
    host.trouble.keeps = false;
    await releaseAddress(host)(planned);
    expect(host.heldBack.size).toBe(0);
    expect(await dayEvents(host)).toEqual(["address-release-decided", "address-released"]);
    expect(JSON.stringify([planned, await host.entries()])).not.toContain("203.0.113.7");
  });
});
