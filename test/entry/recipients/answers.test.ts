import { createHash } from "node:crypto";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { millisOf } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { RecipientTask, Verb } from "#kernel/recipient.ts";
import { recipientSteps } from "#requests/recipients/steps.ts";
import { aPolicy } from "../../support/requests.ts";
import { openWorld, recipientSecret, type World } from "../api/world.ts";

const aRecipient = {
  kind: "http" as const,
  url: "https://news.example.com/habeas",
  holds: ["e-mail address"],
  purpose: "newsletter",
  region: "EU",
  needsAccount: false,
  answerWithin: 864_000,
};
const policy: Policy = { ...aPolicy(), recipients: { newsletter: aRecipient, crm: aRecipient } as never };

let world: World;
let requestId: RequestId;
beforeEach(async () => {
  world = openWorld({ policy });
  const answer = await world.call("POST", "/requests", { as: world.signIn("ada"), body: { kind: "deletion" } });
  requestId = answer.json.requestId;
});
afterEach(() => world.close());

const listed = async (verb: Verb, recipient = "newsletter"): Promise<RecipientTask> => {
  await recipientSteps.listRecipients({ ...world.ports, policy })({ requestId, verb });
  const tasks = await world.ports.requests.recipientsOf(requestId);
  return tasks.find((task) => task.recipient === recipient && task.verb === verb) as RecipientTask;
};
const taskNow = async ({ taskId }: RecipientTask) => world.ports.requests.recipientTask(taskId);
const events = async () =>
  (await world.ports.audit.entries(`request/${requestId}`)).items.map(({ event }) => event).slice(1);

interface Sending {
  id?: string;
  signedId?: string;
  secondsAgo?: number;
  secret?: string;
  to?: string;
  signedBody?: string;
}
const send = (
  body: string,
  {
    id = "msg-1",
    signedId = id,
    secondsAgo = 0,
    secret = recipientSecret,
    to = "newsletter/answers",
    signedBody = body,
  }: Sending = {},
) => {
  const time = new Date(millisOf(world.clock.now()) - secondsAgo * 1000);
  return world.call("POST", `/recipients/${to}`, {
    raw: body,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(time.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign(signedId, time, signedBody),
    },
  });
};
const said = (task: string, data: object = { answer: "done", counts: { records: 1 } }) =>
  JSON.stringify({ type: "habeas.answer", data: { task, ...data } });

describe("a recipient's answer at our door", () => {
  test("goes on record, and the same again is the same", async () => {
    const task = await listed("erase");
    for (let time = 0; time < 3; time += 1) {
      const { statusCode, json } = await send(said(task.taskId));
      expect([statusCode, json]).toEqual([200, { task: task.taskId, status: "recorded" }]);
    }
    expect(await taskNow(task)).toMatchObject({ status: "done", counts: { records: 1 }, answeredBy: "recipient" });
    expect(await events()).toEqual(["recipients-listed", "recipient-answered"]);
  });

  test("that differs from the first is refused, and on record", async () => {
    const task = await listed("erase");
    await send(said(task.taskId));
    const other = await send(said(task.taskId, { answer: "refused", ground: "legal-claims" }));
    expect([other.statusCode, other.json.type]).toEqual([409, "https://habeas.dev/problems/answered-otherwise"]);
    expect(await taskNow(task)).toMatchObject({ status: "done" });
    expect((await events()).at(-1)).toBe("recipient-answer-refused");
  });

  test.each([
    ["with another secret", { secret: `whsec_${Buffer.alloc(32, 1).toString("base64")}` }],
    ["over another id (SA-19)", { id: "msg-19", signedId: "another" }],
    ["over another body", { signedBody: "{}" }],
    ["six minutes ago, which may be a repeat", { secondsAgo: 360 }],
    ["six minutes ahead", { secondsAgo: -360 }],
    ["for a recipient whose secret it is not", { to: "crm/answers" }],
    ["for a recipient that is none", { to: "nobody/answers" }],
  ] as const)("signed %s is not believed, and all of them get one answer (I7, I14)", async (_, how: Sending) => {
    const task = await listed("erase");
    const refused = await send(said(task.taskId), how);
    const ghost = await send(said(task.taskId), { to: "nobody/answers" });
    expect([refused.statusCode, refused.json]).toEqual([401, ghost.json]);
    expect(await taskNow(task)).toMatchObject({ status: "listed" });
  });

  test("to a question of somebody else's looks like one to a question that never was (SA-20, I14)", async () => {
    const theirs = await listed("erase", "crm");
    const other = await send(said(theirs.taskId));
    const ghost = await send(said("00000000-0000-4000-8000-000000000020"));
    expect([other.statusCode, other.json]).toEqual([404, ghost.json]);
    expect(ghost.statusCode).toBe(404);
    expect(await taskNow(theirs)).toMatchObject({ status: "listed" });
  });

  test("cannot be made of what we have sent ourselves", async () => {
    const task = await listed("erase");
    const ours = JSON.stringify({ type: "habeas.erase", data: { task: task.taskId, answer: "done", counts: {} } });
    expect((await send(ours)).statusCode).toBe(422);
    expect(await taskNow(task)).toMatchObject({ status: "listed" });
  });

  test("is parsed only once it is proven whose it is: whatever the body, without a signature it is 401", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const { statusCode } = await world.call("POST", "/recipients/newsletter/answers", { raw: bytes });
        expect(statusCode).toBe(401);
      }),
      { numRuns: 50 },
    );
  });

  test("signed, but no answer, is a definite 4xx (I15)", async () => {
    const bodies = fc.oneof(fc.json(), fc.string(), fc.constantFrom('{"type":"habeas.answer"}', "[]", "{", "null"));
    await fc.assert(
      fc.asyncProperty(
        bodies.filter((body) => body !== ""),
        async (body) => {
          const { statusCode } = await send(body);
          expect([400, 413, 422]).toContain(statusCode);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("with a small part of an export keeps it in the archive, under a name of ours", async () => {
    const task = await listed("export");
    await send(said(task.taskId, { answer: "done", counts: { letters: 2 }, export: { letters: ["one", "two"] } }));
    const file = world.files.get(`parts/${requestId}.newsletter`) ?? new Uint8Array();
    expect(JSON.parse(Buffer.from(file).toString())).toEqual({ letters: ["one", "two"] });
    const sha256 = createHash("sha256").update(file).digest("hex");
    expect((await taskNow(task))?.part).toEqual({
      name: `${requestId}.newsletter`,
      type: "application/json",
      bytes: file.byteLength,
      sha256,
    });
  });
});

describe("what comes when the request is over", () => {
  test("is recorded as an answer, late or not, but its data is not kept, and no address is given out (I9)", async () => {
    const task = await listed("export");
    await world.change(requestId, () => ({ status: "withdrawn" }));
    const upload = { task: task.taskId, contentType: "text/plain", bytes: 3, sha256: "0".repeat(64) };
    const asked = await send(JSON.stringify({ type: "habeas.upload", data: upload }), { to: "newsletter/uploads" });
    expect(asked.statusCode).toBe(409);
    const answer = said(task.taskId, { answer: "done", counts: { letters: 1 }, export: { letters: ["one"] } });
    expect((await send(answer)).statusCode).toBe(200);
    expect(await taskNow(task)).toMatchObject({ status: "done", counts: { letters: 1 } });
    expect(await taskNow(task)).not.toHaveProperty("part");
    expect([...world.files.keys()]).toEqual([]);
  });
});

describe("a recipient that uploads its part", () => {
  const content = Buffer.from("a large part");
  const sha256 = createHash("sha256").update(content).digest("hex");
  const announce = (task: string, more: object = {}) =>
    send(
      JSON.stringify({
        type: "habeas.upload",
        data: { task, contentType: "text/plain", bytes: content.byteLength, sha256, ...more },
      }),
      { to: "newsletter/uploads" },
    );

  test("is given an address for that file, and its answer counts once the file is there", async () => {
    const task = await listed("export");
    const { statusCode, json } = await announce(task.taskId);
    expect([statusCode, json.method]).toEqual([201, "PUT"]);
    const answer = () => send(said(task.taskId, { answer: "done", counts: {}, upload: { sha256 } }));
    expect((await answer()).json.type).toBe("https://habeas.dev/problems/part-missing");
    expect((await taskNow(task))?.status).toBe("listed");
    await world.ports.archive.putOnce("parts", `${requestId}.newsletter`, content);
    expect((await answer()).statusCode).toBe(200);
    expect((await taskNow(task))?.part).toMatchObject({ bytes: content.byteLength, sha256, type: "text/plain" });
  });

  test("is not given one for anything but an export, nor once it has answered", async () => {
    const erase = await listed("erase");
    expect((await announce(erase.taskId)).statusCode).toBe(409);
    const task = await listed("export");
    await send(said(task.taskId));
    expect((await announce(task.taskId)).statusCode).toBe(409);
  });

  test.each([
    ["a page", { contentType: "text/html" }],
    ["more than is taken", { bytes: 2 ** 31 }],
    ["a hash that is none", { sha256: "../../etc" }],
  ])("is refused %s", async (_, more) => {
    const task = await listed("export");
    expect((await announce(task.taskId, more)).statusCode).toBe(422);
  });
});
