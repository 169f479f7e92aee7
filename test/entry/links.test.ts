import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { type LinkPurpose, makeLink } from "#requests/links.ts";
import { openWorld, type World } from "./api/world.ts";

let world: World;
let requestId: RequestId;
beforeEach(async () => {
  world = openWorld();
  const { json } = await world.call("POST", "/requests", { as: world.signIn("ada"), body: { kind: "deletion" } });
  requestId = json.requestId;
});
afterEach(() => world.close());

const linkFor = (purpose: LinkPurpose, seconds = 3600) =>
  makeLink(world.ports)(requestId, purpose, plus(world.clock.now(), seconds));
const look = (token: string, language = "en") =>
  world.call("GET", `/links/${token}`, { headers: { "accept-language": language } });
const press = (token: string, choice: string) =>
  world.call("POST", `/links/${token}`, {
    raw: `choice=${choice}`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
const stored = async (): Promise<PrivacyRequest> => {
  const request = await world.ports.requests.find(requestId);
  if (request === undefined) throw new Error("it is gone");
  return request;
};
const title = (body: string | undefined) => /<h1>(.*?)<\/h1>/.exec(body ?? "")?.[1];

describe("a link that was mailed", () => {
  test("opens a page and changes nothing, however often a scanner follows it", async () => {
    const token = await linkFor("withdraw");
    const before = await stored();
    for (let time = 0; time < 5; time += 1) expect((await look(token)).statusCode).toBe(200);
    expect(await stored()).toEqual(before);
  });

  test("withdraws by its button, shows so ever after, and may be pressed twice (I5)", async () => {
    const token = await linkFor("withdraw");
    for (const _time of ["once", "twice"]) {
      const answer = await press(token, "withdraw");
      expect([answer.statusCode, title(answer.body)]).toEqual([200, "Your account stays as it is"]);
    }
    expect((await stored()).status).toBe("withdrawn");
    expect(title((await look(token)).body)).toBe("Your account stays as it is");
  });

  test("speaks the language of the browser", async () => {
    const answer = await look(await linkFor("withdraw"), "de-AT,de;q=0.9");
    expect([answer.headers["content-language"], title(answer.body)]).toEqual(["de", "Möchten Sie Ihr Konto behalten?"]);
  });

  test("says that it is too late past the point of no return, with 409 (I5)", async () => {
    const token = await linkFor("withdraw");
    await world.change(requestId, () => ({ status: "running", pointOfNoReturnAt: world.clock.now() }));
    for (const answer of [await look(token), await press(token, "withdraw")])
      expect([answer.statusCode, title(answer.body)]).toEqual([409, "It can no longer be stopped"]);
    expect((await stored()).status).toBe("running");
  });

  test("says that a request is over when it was answered otherwise", async () => {
    const token = await linkFor("confirm");
    await world.change(requestId, () => ({ status: "refused" }));
    expect([(await look(token)).statusCode, title((await press(token, "confirm")).body)]).toEqual([
      409,
      "This request is over",
    ]);
  });

  test("confirms by its first button and withdraws by its second", async () => {
    const token = await linkFor("confirm");
    expect(title((await press(token, "confirm")).body)).toBe("Thank you, we have begun");
    expect((await stored()).progress.confirmedAt).toBe(world.clock.now());
    const other = await linkFor("confirm");
    await world.change(requestId, () => ({ progress: {} }));
    expect(title((await press(other, "withdraw")).body)).toBe("Your account stays as it is");
  });

  test("stops what an officer opened, and the audit says that it was an objection", async () => {
    const token = await linkFor("object");
    expect(title((await press(token, "object")).body)).toBe("We have stopped it");
    const { items } = await world.ports.audit.entries(`request/${requestId}`);
    expect(items.at(-1)).toMatchObject({ event: "request-withdrawn", actor: "person", facts: { via: "objection" } });
  });

  test("does only what it was made for: a link to withdraw confirms nothing", async () => {
    const token = await linkFor("withdraw");
    expect((await press(token, "confirm")).statusCode).toBe(200);
    expect((await press(token.replace(".withdraw.", ".confirm."), "confirm")).statusCode).toBe(404);
    expect((await stored()).progress.confirmedAt).toBeUndefined();
    expect((await stored()).status).toBe("received");
  });

  test("does nothing without a choice, or with one that is not offered (I15)", async () => {
    const token = await linkFor("withdraw");
    for (const choice of ["", "object", "withdraw\u0000", "x".repeat(500)]) await press(token, choice);
    expect((await stored()).status).toBe("received");
  });

  test("is over when its time is over", async () => {
    const token = await linkFor("withdraw", 60);
    world.clock.wind(60);
    expect((await look(token)).statusCode).toBe(404);
    expect((await press(token, "withdraw")).statusCode).toBe(404);
    expect((await stored()).status).toBe("received");
  });

  test("is known by the hash of its secret alone, and stands in no answer, log or audit (I20)", async () => {
    const token = await linkFor("withdraw");
    const secret = token.split(".").at(-1) ?? "";
    expect(secret).toHaveLength(43);
    await look(token);
    await press(token, "nothing");
    const { items } = await world.ports.audit.entries(`request/${requestId}`);
    for (const text of [JSON.stringify(await stored()), JSON.stringify(items), world.lines.join()])
      expect(text).not.toContain(secret);
  });

  test("a few of one purpose are good at once, so that a message sent twice works twice", async () => {
    const tokens = [await linkFor("withdraw"), await linkFor("withdraw")];
    for (const token of tokens) expect((await look(token)).statusCode).toBe(200);
    for (let more = 0; more < 6; more += 1) await linkFor("withdraw");
    expect((await look(tokens[0] ?? "")).statusCode).toBe(404);
    expect((await stored()).links).toHaveLength(6);
  });
});

describe("a link that never was (I14, I15)", () => {
  test.each(["", "x", "..%2f", "01KARZ3NDEKTSV4RRFFQ69G5FA.withdraw.short", "a.b.c.d", "%00", "x".repeat(5000)])(
    "%j is one calm page",
    async (token) => {
      const answer = await look(token);
      if (token !== "")
        expect([answer.statusCode, title(answer.body)]).toEqual([404, "This link does not work any more"]);
      expect(answer.statusCode).toBe(404);
    },
  );

  test("of a request that exists looks like one of a request that does not", async () => {
    const secret = "A".repeat(43);
    const real = await look(`${requestId}.withdraw.${secret}`);
    const ghost = await look(`01KARZ3NDEKTSV4RRFFQ69G5FA.withdraw.${secret}`);
    expect(real).toEqual(ghost);
  });
});

test("pages have no scripts, load nothing from elsewhere, and stand in nobody's frame", async () => {
  const { headers, body } = await look(await linkFor("withdraw"));
  expect(headers["content-security-policy"]).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'/,
  );
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(headers["cache-control"]).toBe("no-store");
  expect(body).not.toMatch(/<script|https?:\/\/|\son\w+=/);
});
