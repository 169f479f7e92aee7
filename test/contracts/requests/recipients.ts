import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { plus } from "#kernel/instant.ts";
import { RecipientName, type RecipientTask, RecipientTaskId, type Verb } from "#kernel/recipient.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Facts } from "#ports/requests/requests.ts";
import { accepted, entry, received } from "../../support/acceptances.ts";
import type { MakeRecordsHost } from "../../support/records-host.ts";
import { requestId, subjectRef } from "../../support/requests.ts";
import { type Desk, openDesk } from "../../support/requests-desk.ts";

export const recipientsContract = (make: MakeRecordsHost) =>
  describe("questions to recipients", () => {
    let desk: Desk;
    let request: PrivacyRequest;
    beforeEach(async () => {
      desk = await openDesk(make);
      request = await accepted(desk.requests, received(subjectRef("a"), desk.clock.now()));
    });
    afterEach(() => desk.close());

    const aTask = (name: string, digit: string, verb: Verb = "export"): RecipientTask => ({
      taskId: RecipientTaskId.parse(`rt_${digit.repeat(32)}`),
      requestId: request.requestId,
      recipient: RecipientName.parse(name),
      verb,
      kind: "http",
      status: "listed",
      holds: ["name"],
      purpose: "purpose",
      region: "EU",
      needsAccount: false,
      listedAt: desk.clock.now(),
      answerBy: plus(desk.clock.now(), 3600),
      tries: 0,
    });
    const write = (tasks: RecipientTask[], event = "noted") =>
      desk.requests.change(request.requestId, () => ({
        outcome: undefined,
        recipients: tasks,
        audit: [entry(event, desk.clock.now())],
      }));

    test("stand with their request, are facts of its decisions, and are found by their ids", async () => {
      const [crm, news] = [aTask("crm", "1"), aTask("newsletter", "2")];
      await write([crm, news, aTask("crm", "3", "erase")]);
      let seen: Facts | undefined;
      await desk.requests.change(request.requestId, (facts) => {
        seen = facts;
        return { outcome: undefined, audit: [] };
      });
      expect(seen?.recipients).toHaveLength(3);
      expect(await desk.requests.recipientsOf(request.requestId)).toEqual(seen?.recipients);
      expect(await desk.requests.recipientTask(news.taskId)).toEqual(news);
      expect(await desk.requests.recipientTask(aTask("x", "9").taskId)).toBeUndefined();
      expect(await desk.requests.recipientsOf(requestId("Z"))).toEqual([]);
    });

    test("change in place, with their audit (I11)", async () => {
      const crm = aTask("crm", "1");
      await write([crm]);
      await write([{ ...crm, status: "done", counts: { records: 2 } }], "answered");
      expect(await desk.requests.recipientTask(crm.taskId)).toMatchObject({ status: "done", counts: { records: 2 } });
      expect(await desk.requests.recipientsOf(request.requestId)).toHaveLength(1);
      expect(await desk.events(request.requestId)).toEqual(["request-received", "noted", "answered"]);
    });

    test("of another request are not written", async () => {
      const foreign = { ...aTask("crm", "1"), requestId: requestId("B") };
      await expect(write([foreign])).rejects.toMatchObject({ name: "DecidedUnread" });
    });

    test("are decided on one after the other: of two answers at once each sees the other's (I16)", async () => {
      const crm = aTask("crm", "1");
      await write([crm]);
      const count = (facts: Facts) => {
        const [now = crm] = facts.recipients;
        const recipients = [{ ...now, tries: now.tries + 1 }];
        return { outcome: now.tries, recipients, audit: [entry("counted", desk.clock.now())] };
      };
      const seen = await Promise.all([1, 2, 3, 4].map(() => desk.requests.change(request.requestId, count)));
      expect(seen.toSorted()).toEqual([0, 1, 2, 3]);
    });

    test("twenty of them are listed in one go", async () => {
      const many = Array.from({ length: 20 }, (_, place) =>
        aTask(`recipient-${place}`, String.fromCharCode(97 + (place % 6))),
      ).map((task, place) => ({
        ...task,
        taskId: RecipientTaskId.parse(`rt_${String(place).padStart(32, "0")}`),
      }));
      await write(many);
      expect(await desk.requests.recipientsOf(request.requestId)).toHaveLength(20);
    });
  });
