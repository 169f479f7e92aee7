import { describe, expect, onTestFinished, test } from "vitest";
import type { Notice } from "#ports/notices/notices.ts";
import { tell } from "#requests/tell.ts";
import { accepted, received } from "../support/acceptances.ts";
import { subjectRef } from "../support/requests.ts";
import { openDesk } from "../support/requests-desk.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";

const message = { subject: "Done", text: "It is done." };

const open = async (answers: ("sent" | "known" | "undeliverable" | Error)[]) => {
  const desk = await openDesk(sqliteInMemory);
  onTestFinished(() => desk.close());
  const { requestId } = await accepted(desk.requests, received(subjectRef("a"), desk.clock.now()));
  const sent: Notice[] = [];
  const send = async (notice: Notice) => {
    sent.push(notice);
    const answer = answers.shift() ?? "sent";
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const telling = tell({ clock: desk.clock, requests: desk.requests, notices: { send } });
  const tellTo = (to: string | undefined) => telling(requestId, "done", async () => ({ to, message }));
  return { ...desk, requestId, sent, tellTo };
};

describe("telling the person", () => {
  test("goes out once under the request's own key, and is on record as sent (I2)", async () => {
    const { tellTo, sent, requestId } = await open(["sent"]);
    expect(await tellTo("ada@example.com")).toMatchObject({ notice: "sent" });
    expect(await tellTo("ada@example.com")).toMatchObject({ notice: "sent" });
    expect(sent).toEqual([{ key: `${requestId}/done`, to: "ada@example.com", ...message }]);
  });

  test("has no second mark when the first sending is the only one", async () => {
    expect(await (await open(["sent"])).tellTo("ada@example.com")).not.toHaveProperty("possiblySentTwice");
  });

  test("that was cut off is sent again, and the record says that it was possibly sent twice (I2)", async () => {
    const { tellTo } = await open([new Error("cut off"), "sent"]);
    await expect(tellTo("ada@example.com")).rejects.toThrow("cut off");
    expect(await tellTo("ada@example.com")).toMatchObject({ notice: "sent", possiblySentTwice: true });
  });

  test("that was cut off, where the provider knows the key, was sent once", async () => {
    const { tellTo } = await open([new Error("cut off"), "known"]);
    await expect(tellTo("ada@example.com")).rejects.toThrow();
    const told = await tellTo("ada@example.com");
    expect(told).toMatchObject({ notice: "sent" });
    expect(told).not.toHaveProperty("possiblySentTwice");
  });

  test("is on record as undeliverable, or as without an address, and not tried for ever", async () => {
    expect(await (await open(["undeliverable"])).tellTo("ada@example.com")).toMatchObject({ notice: "undeliverable" });
    const { tellTo, sent } = await open([]);
    expect(await tellTo(undefined)).toMatchObject({ notice: "no-address" });
    expect(sent).toEqual([]);
  });
});
