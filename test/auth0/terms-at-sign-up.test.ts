import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readDocuments } from "#runtime/document-files.ts";

interface AtSignUp {
  acceptedIn(event: object, now: Date): unknown;
  onExecutePreUserRegistration(event: object, api: object): Promise<void>;
}

const atSignUp = createRequire(import.meta.url)("../../auth0/actions/terms-at-sign-up/code.js") as AtSignUp;
const now = new Date("2026-11-25T09:00:00.000Z");
const ticked = (value: unknown) => ({ request: { body: { "ulp-terms": value } } });

describe("terms in the sign-up form", () => {
  test("that were ticked are noted with their version, and that it was the form", async () => {
    const noted = { version: "2026-10", acceptedAt: now.toISOString(), by: "sign-up" };
    expect(atSignUp.acceptedIn(ticked("2026-10"), now)).toEqual(noted);
    const set: unknown[] = [];
    const api = { user: { setAppMetadata: (name: string, value: unknown) => set.push([name, value]) } };
    await atSignUp.onExecutePreUserRegistration(ticked("2026-10"), api);
    expect(set).toEqual([["habeas_terms", expect.objectContaining({ version: "2026-10", by: "sign-up" })]]);
  });

  test.each([
    ["no form", {}],
    ["no field", { request: { body: {} } }],
    ["an empty field", ticked("")],
    ["several", ticked(["2026-10"])],
    ["markup", ticked("<b>")],
    ["far too much", ticked("1".repeat(99))],
  ])("with %s nothing is noted, and nobody is refused: the gate asks at the first login", async (_, event) => {
    expect(atSignUp.acceptedIn(event, now)).toBeUndefined();
    await expect(atSignUp.onExecutePreUserRegistration(event, {})).resolves.toBeUndefined();
  });

  test.each(["form-content-end", "passwordless-form-content-end"])("are a version whose text we have (%s)", (name) => {
    const field = readFileSync(new URL(`../../auth0/sign-up/${name}.html`, import.meta.url), "utf8");
    const [, shown] = /value="([^"]+)"/.exec(field) ?? [];
    // and what is linked is what is accepted
    const linked = [...field.matchAll(/href="##API_URL##\/terms\/texts\/terms\/([^/]+)\/(\w\w)"/g)];
    expect(linked.map(([, version, locale]) => [version, locale])).toEqual([
      [shown, "en"],
      [shown, "de"],
    ]);
    const documents = readDocuments(fileURLToPath(new URL("../../auth0", import.meta.url)));
    expect(documents.filter(({ kind }) => kind === "terms").map(({ version }) => version)).toContain(shown);
  });
});
