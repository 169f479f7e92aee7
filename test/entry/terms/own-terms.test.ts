import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import type { UserId } from "#kernel/ids.ts";
import { entry } from "../../support/acceptances.ts";
import { at } from "../../support/requests.ts";
import { aPublication } from "../../support/terms.ts";
import { openWorld, type World } from "../api/world.ts";

describe("documents and what a person said to them", () => {
  let world: World;
  let as: string;
  beforeEach(() => {
    world = openWorld();
    as = world.signIn("ada");
  });
  afterEach(() => world.close());

  const publish = (more: Parameters<typeof aPublication>[0] = {}) =>
    world.ports.terms.publish(aPublication(more), entry("terms-published", world.clock.now()));
  const list = async (query = "") => {
    const { statusCode, json } = await world.call("GET", "/terms", { as, query });
    expect(statusCode).toBe(200);
    return json.documents as Record<string, unknown>[];
  };
  const say = (body: Record<string, unknown>) => world.call("POST", "/terms/acceptances", { as, body });
  const terms = { document: "terms", version: "2027-01", locale: "en", answer: "accepted" };
  const newsletter = { document: "newsletter", version: "2026-10", locale: "de" };

  test("are listed each for itself, with its hash and where to read it", async () => {
    const documents = await list();
    expect(documents.map(({ kind, document, version }) => [kind, document, version])).toEqual([
      ["terms", "terms", "2026-10"],
      ["notice", "privacy", "2026-10"],
      ["consent", "newsletter", "2026-10"],
    ]);
    expect(documents[0]).toMatchObject({
      inForce: true,
      locale: "en",
      title: "Terms of use",
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      page: "https://privacy.example.com/terms/texts/terms/2026-10/en",
      file: "https://privacy.example.com/terms/files/terms/2026-10/en",
    });
    expect((await list("locale=de"))[0]).toMatchObject({ locale: "de", title: "Nutzungsbedingungen" });
  });

  test("that are announced are listed with their date, and may be accepted before", async () => {
    await publish({ effectiveAt: at("2026-12-10") });
    const [before, announced] = await list();
    expect(before).toMatchObject({ version: "2026-10", inForce: true });
    expect(announced).toMatchObject({
      version: "2027-01",
      inForce: false,
      effectiveAt: at("2026-12-10"),
      graceEndsAt: at("2027-01-09"),
    });
    expect(await say(terms)).toMatchObject({ statusCode: 200, json: { answer: "accepted", flagged: true } });
  });

  test("that are new take the place of the old, and a draft is nowhere", async () => {
    expect((await list()).map(({ version }) => version)).not.toContain("2027-01");
    expect((await say(terms)).statusCode).toBe(404);
    expect((await world.call("GET", "/terms/texts/terms/2027-01/en")).statusCode).toBe(404);
    await publish();
    expect((await list()).filter(({ document }) => document === "terms").map(({ version }) => version)).toEqual([
      "2027-01",
    ]);
    expect((await world.call("GET", "/terms/texts/terms/2027-01/en")).statusCode).toBe(200);
    // what was once in force can still be read by those who accepted it
    expect((await world.call("GET", "/terms/texts/terms/2026-10/en")).statusCode).toBe(200);
  });

  test("accepted in the portal are on record first and then noted on the account, by one call", async () => {
    await publish();
    const { json } = await say(terms);
    expect(json).toMatchObject({ answer: "accepted", how: "portal", version: "2027-01", flagged: true });
    expect(world.flagged).toEqual([["auth0|ada", { version: "2027-01", acceptedAt: world.clock.now() }]]);
    expect((await list())[0]?.answer).toMatchObject({ answer: "accepted", at: world.clock.now() });
    world.clock.wind(60);
    expect((await say(terms)).json.at).toBe(json.at);
  });

  test("stay accepted when the tenant cannot be told: the gate finds out at the next login", async () => {
    await publish();
    world.trouble.flags = new Busy("The tenant's rate limit is reached.");
    expect(await say(terms)).toMatchObject({ statusCode: 200, json: { answer: "accepted", flagged: false } });
    expect((await list())[0]?.answer).toMatchObject({ answer: "accepted" });
  });

  test("an older acceptance never takes the place of a newer one on the account (I21)", async () => {
    await publish({ version: "2026-10", effectiveAt: at("2026-11-01"), audience: { regions: ["EU"] } });
    await publish();
    await say(terms);
    await say({ ...terms, version: "2026-10" });
    expect(world.flagged).toHaveLength(1);
  });

  test("a consent is given, refused and taken back in one step each, and never touches the account", async () => {
    expect((await say({ ...newsletter, answer: "accepted" })).json).toMatchObject({ answer: "accepted" });
    world.clock.wind(1);
    const { json } = await say({ ...newsletter, answer: "withdrawn" });
    expect(json).toMatchObject({ answer: "withdrawn", locale: "de" });
    expect(json).not.toHaveProperty("flagged");
    world.clock.wind(1);
    expect((await say({ ...newsletter, answer: "declined" })).json).toMatchObject({ answer: "declined" });
    expect(world.flagged).toEqual([]);
    const ref = await world.ports.subjects.find("auth0|ada" as UserId);
    const { items } = await world.ports.terms.history(ref ?? ("" as never));
    expect(items.map(({ answer }) => answer)).toEqual(["accepted", "withdrawn", "declined"]);
  });

  test.each([
    ["a notice is not accepted", { document: "privacy", version: "2026-10", answer: "accepted" }],
    ["terms are not withdrawn", { document: "terms", version: "2026-10", answer: "withdrawn" }],
    ["a consent is not merely shown", { document: "newsletter", version: "2026-10", answer: "shown" }],
  ])("%s", async (_, body) => {
    expect(await say({ locale: "en", ...body })).toMatchObject({ statusCode: 422 });
  });

  test("a notice is shown, and that is on record", async () => {
    const { json } = await say({ document: "privacy", version: "2026-10", locale: "en", answer: "shown" });
    expect(json).toMatchObject({ answer: "shown" });
  });

  test("nobody sees or changes what others said (I14)", async () => {
    await publish();
    await say(terms);
    as = world.signIn("ben");
    expect((await list())[0]).not.toHaveProperty("answer");
  });

  test("are for who signed in; the texts are for everybody", async () => {
    expect((await world.call("GET", "/terms")).statusCode).toBe(401);
    expect((await world.call("POST", "/terms/acceptances", { body: terms })).statusCode).toBe(401);
    const { statusCode, headers, body } = await world.call("GET", "/terms/files/terms/2026-10/de");
    expect(statusCode).toBe(200);
    expect(headers["content-disposition"]).toBe('attachment; filename="terms-2026-10-de.md"');
    expect(body).toContain("# Nutzungsbedingungen");
    for (const place of ["terms/2026-10/fr", "terms/1/en", "none/2026-10/en", "terms/2026-10/en%2F.."]) {
      expect((await world.call("GET", `/terms/texts/${place}`)).statusCode).toBe(404);
    }
  });
});
