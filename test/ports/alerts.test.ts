import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import { type Post, webhookAlerts } from "#ports/alerts/webhook-alerts.ts";
import { isPublicAddress } from "#ports/recipients/public-address.ts";
import { woundClock } from "../support/wound-clock.ts";

const secret = `whsec_${Buffer.from("a secret of the officers").toString("base64")}`;
const alert = { key: "deadlines-2026-11-24", type: "habeas.deadlines", data: { requests: 2 } };

const open = (more: { url?: string | null; addresses?: string[]; status?: number } = {}) => {
  const calls: Parameters<Post>[] = [];
  const alerts = webhookAlerts({
    url: more.url === undefined ? "https://hooks.example.com/habeas" : more.url,
    clock: woundClock(),
    secrets: { read: async () => secret },
    resolve: async () => more.addresses ?? ["93.184.215.14"],
    post: async (...call) => {
      calls.push(call);
      return more.status ?? 204;
    },
  });
  return { alerts, calls };
};

describe("the officers' webhook", () => {
  test("is called in the form of Standard Webhooks, at the very address that was looked at", async () => {
    const { alerts, calls } = open();
    expect(await alerts.send(alert)).toBe("sent");
    const [[url, address, headers, body] = []] = calls;
    expect([url?.href, address]).toEqual(["https://hooks.example.com/habeas", "93.184.215.14"]);
    expect(headers?.["webhook-id"]).toBe(alert.key);
    expect(JSON.parse(body ?? "")).toEqual({
      type: "habeas.deadlines",
      timestamp: "2026-11-24T09:00:00.000Z",
      data: { requests: 2 },
    });
    const signed = new Webhook(secret).sign(alert.key, new Date("2026-11-24T09:00:00.000Z"), body ?? "");
    expect(headers?.["webhook-signature"]).toBe(signed);
  });

  test("that policy does not name is not called", async () => {
    const { alerts, calls } = open({ url: null });
    expect([await alerts.send(alert), calls]).toEqual(["off", []]);
  });

  test.each([
    ["127.0.0.1"],
    ["10.1.2.3"],
    ["169.254.169.254"],
    ["::1"],
    ["fd00::1"],
    ["::ffff:192.168.0.1"],
    ["93.184.215.14", "10.0.0.1"],
  ])("is not called when its name leads to %s, alone or among others (I20)", async (...addresses) => {
    const { alerts, calls } = open({ addresses });
    await expect(alerts.send(alert)).rejects.toBeInstanceOf(RangeError);
    expect(calls).toEqual([]);
  });

  test("is called over https only", async () => {
    const { alerts, calls } = open({ url: "http://hooks.example.com" });
    await expect(alerts.send(alert)).rejects.toBeInstanceOf(RangeError);
    expect(calls).toEqual([]);
  });

  test.each([302, 404, 429, 500])("that answers %i is Busy: it is told again", async (status) => {
    await expect(open({ status }).alerts.send(alert)).rejects.toBeInstanceOf(Busy);
  });

  test("whose name cannot be resolved is Busy", async () => {
    await expect(open({ addresses: [] }).alerts.send(alert)).rejects.toBeInstanceOf(Busy);
  });
});

test.each([
  ["8.8.8.8", true],
  ["2606:4700::1111", true],
  ["172.32.0.1", true],
  ["172.31.255.255", false],
  ["100.64.0.1", false],
  ["::ffff:10.0.0.1", false],
  ["fe80::1", false],
  ["2002:7f00:1::", false],
])("%s is an address of the internet: %s", (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});
