import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";

type Event = Record<string, unknown>;
interface Blocks {
  blockOf(event: Event): { reason: string } | undefined;
  messageOf(event: Event, block: object): string;
  onExecutePostLogin(event: Event, api: object): Promise<void>;
}
const blocks = createRequire(import.meta.url)("../../auth0/actions/blocks/code.js") as Blocks;

const shopIsClosed = { clients: ["shop"], connections: [], reason: "abuse", until: "2026-12-07T09:00:00.000Z" };
const event = (change: Event = {}, habeas_blocks: unknown = [shopIsClosed]): Event => ({
  client: { name: "Shop", client_id: "shop" },
  connection: { name: "Username-Password-Authentication" },
  transaction: { protocol: "oidc-basic-profile" },
  user: { app_metadata: { habeas_blocks }, user_metadata: {} },
  secrets: { PORTAL_URL: "https://portal.example.com" },
  ...change,
});
const denied = async (given: Event): Promise<string[]> => {
  const said: string[] = [];
  await blocks.onExecutePostLogin(given, { access: { deny: (reason: string) => said.push(reason) } });
  return said;
};

describe("the Action that turns blocked people away", () => {
  test("says why, until when and where to contest, at a login and at a refresh alike", async () => {
    const message =
      "This application is closed to your account until 7 December 2026, because it was used against the terms. In the privacy portal you can see more, and whom to write to: https://portal.example.com";
    expect(await denied(event())).toEqual([message]);
    expect(await denied(event({ transaction: { protocol: "oauth2-refresh-token" } }))).toEqual([message]);
  });

  test.each([
    ["another application", { client: { name: "Forum", client_id: "forum" } }],
    [
      "the privacy portal, even where its own client is named",
      { client: { name: "Habeas portal", client_id: "shop" } },
    ],
  ])("lets everybody into %s", async (_what, change) => {
    expect(await denied(event(change))).toEqual([]);
  });

  test("turns away by the connection as well, and only there", async () => {
    const list = [{ clients: [], connections: ["google-oauth2"], reason: "fraud" }];
    expect(await denied(event({}, list))).toEqual([]);
    expect(await denied(event({ connection: { name: "google-oauth2" } }, list))).toHaveLength(1);
  });

  test.each([
    [0],
    [null],
    ["shop"],
    [{}],
    [[null, 7, "shop", { clients: "shop", connections: [] }, { clients: ["shop"] }]],
  ])("shuts nobody out by what is not of our form: %j", async (list) => {
    expect(await denied(event({}, list))).toEqual([]);
    expect(await denied({ client: {}, user: {} })).toEqual([]);
  });

  test("speaks the person's language, as their mails do", async () => {
    const german = { user: { app_metadata: { habeas_blocks: [shopIsClosed] }, user_metadata: { lang: "de-AT" } } };
    expect((await denied(event(german)))[0]).toMatch(
      /^Diese Anwendung ist für Ihr Konto bis zum 7\. Dezember 2026 gesperrt, weil es entgegen/,
    );
    expect((await denied(event({ transaction: { ui_locales: "fr de" } })))[0]).toMatch(/^Diese Anwendung/);
    expect((await denied(event({ transaction: { ui_locales: "fr" } })))[0]).toMatch(/^This application/);
  });

  test("says nothing that it does not know: no end, an unknown reason, no address of the portal", () => {
    const message = blocks.messageOf(event({ secrets: {} }), { reason: "new", clients: [], connections: [] });
    expect(message).toBe("This application is closed to your account.");
  });
});
