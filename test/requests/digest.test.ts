import { describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import type { Notice } from "#ports/notices/notices.ts";
import { warnOfDeadlines } from "#requests/digest.ts";
import { accepted, received } from "../support/acceptances.ts";
import { aPolicy, at, subjectRef } from "../support/requests.ts";
import { openDesk } from "../support/requests-desk.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";

const policy = aPolicy();

/** A desk with a request for each due date, and everything that was sent. */
const scene = async (dueDates: string[]) => {
  const desk = await openDesk(sqliteInMemory);
  const ids: string[] = [];
  for (const [place, dueAt] of dueDates.entries()) {
    const ref = subjectRef(String.fromCharCode(97 + place));
    const request = await accepted(desk.requests, received(ref, desk.clock.now(), { dueAt: at(dueAt) }));
    ids.push(request.requestId);
  }
  const sent: Notice[] = [];
  const told: object[] = [];
  const fault = { mail: false };
  const ports = {
    clock: desk.clock,
    requests: desk.requests,
    notices: {
      send: async (notice: Notice) => {
        if (fault.mail) throw new Busy("mail is down");
        sent.push(notice);
        return "sent" as const;
      },
    },
    alerts: {
      send: async (alert: object) => {
        told.push(alert);
        return "sent" as const;
      },
    },
  };
  return { desk, ids, sent, told, fault, warn: warnOfDeadlines(ports, policy) };
};

// the desk's clock stands at 24 November 2026, 09:00 UTC
describe("the officers' digest", () => {
  test("lists what is due within 7 days or overdue, the most urgent first, and nothing else (I19)", async () => {
    const { warn, sent, told, ids } = await scene(["2026-12-20", "2026-12-01", "2026-11-25", "2026-11-23"]);
    await warn();
    const [mail] = sent;
    expect(mail).toMatchObject({ to: "officers@example.com", subject: "Privacy requests: 1 overdue, 3 in all" });
    const order = [ids[3], ids[2], ids[1]].map((id) => mail?.text.indexOf(id ?? "") ?? -1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(mail?.text).toMatch(
      /2026-11-23 {2}1 day overdue[\s\S]*2026-11-25 {2}1 day left[\s\S]*2026-12-01 {2}7 days left/,
    );
    expect(mail?.text).not.toContain(ids[0]);
    expect(told).toMatchObject([
      {
        type: "habeas.deadlines",
        data: { requests: [{ threshold: "overdue" }, { threshold: "2 days" }, { threshold: "7 days" }] },
      },
    ]);
  });

  test("goes to the lead as well for what is 2 days ahead or overdue, once for each threshold", async () => {
    const { warn, sent, desk, ids } = await scene(["2026-11-30", "2026-11-26"]);
    await warn();
    const toLead = () => sent.filter(({ to }) => to === "lead@example.com");
    expect(toLead()).toHaveLength(1);
    expect([toLead()[0]?.text.includes(ids[1] ?? ""), toLead()[0]?.text.includes(ids[0] ?? "")]).toEqual([true, false]);
    desk.clock.wind(86_400);
    await warn();
    expect(toLead()).toHaveLength(1);
    desk.clock.wind(3 * 86_400);
    await warn();
    expect(toLead()).toHaveLength(2); // the one is overdue now, the other 2 days ahead
    expect(await desk.events(ids[1] as never)).toEqual(
      ["received", "deadline-warned", "deadline-warned"].map((event, place) =>
        place === 0 ? expect.any(String) : event,
      ),
    );
  });

  test("is not sent on a day on which nothing is due", async () => {
    const { warn, sent, told } = await scene(["2026-12-20"]);
    await warn();
    expect([sent, told]).toEqual([[], []]);
  });

  test("that could not be sent is not counted as sent", async () => {
    const { warn, sent, fault, desk, ids } = await scene(["2026-11-25"]);
    fault.mail = true;
    await expect(warn()).rejects.toBeInstanceOf(Busy);
    expect((await desk.requests.find(ids[0] as never))?.progress.warned).toBeUndefined();
    fault.mail = false;
    await warn();
    expect(sent).toHaveLength(2);
  });

  test("leaves out a held request whose person has had their answer, and what has ended", async () => {
    const { warn, sent, desk, ids } = await scene(["2026-11-25", "2026-11-25"]);
    const change = (id: string | undefined, more: object) =>
      desk.requests.change(id as never, ({ request }) => ({
        outcome: undefined,
        request: { ...request, ...more },
        audit: [],
      }));
    await change(ids[0], {
      status: "held",
      progress: { "hold-answer-told": { at: at("2026-11-24"), notice: "sent" } },
    });
    await change(ids[1], { status: "withdrawn" });
    await warn();
    expect(sent).toEqual([]);
  });

  test("holds ids, states and dates, and nothing of a person (I10)", async () => {
    const { warn, sent, told } = await scene(["2026-11-25"]);
    await warn();
    expect(JSON.stringify([sent.map(({ text, subject }) => [text, subject]), told])).not.toMatch(/sub_|@|auth0/);
  });
});
