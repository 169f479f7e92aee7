import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test } from "vitest";
import { RecipientName, RecipientTaskId } from "#kernel/recipient.ts";
import { guardedPost, postOnThisMachine } from "#ports/recipients/guarded-post.ts";
import { httpRecipients, type Post } from "#ports/recipients/http-recipients.ts";
import type { RecipientCall } from "#ports/recipients/recipients.ts";
import { SecretMissing } from "#ports/secrets/secrets.ts";
import { at } from "../../support/requests.ts";

const now = at("2026-11-23");
const clock = { now: () => now };
const newsletter = RecipientName.parse("newsletter");
const taskId = RecipientTaskId.parse(`rt_${"2".repeat(32)}`);
const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const secrets = {
  read: async (name: string) => {
    if (name !== "recipient-newsletter-secret") throw new SecretMissing(name);
    return secret;
  },
};
const question: RecipientCall = {
  recipient: newsletter,
  url: "https://news.example.com/habeas",
  taskId,
  verb: "export",
  person: { userIds: ["auth0|ada"], emails: ["ada@example.com"] },
  answerBy: at("2026-12-03"),
  answerTo: "https://privacy.example.com/recipients/newsletter/answers",
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const bounds = { deadlineMs: 400, maxBytes: 10_000 };
/** Asks a recipient that is this server. */
const asking = async (listener: RequestListener) => {
  const url = await serve(listener);
  const post = postOnThisMachine(bounds);
  return httpRecipients({ secrets, clock, post, playedAt: () => url }).ask(question);
};
const answerOf = (data: object, task: string = taskId) =>
  JSON.stringify({ type: "habeas.answer", data: { task, ...data } });
const signed = (body: string, id = "their-id") => ({
  "webhook-id": id,
  "webhook-timestamp": String(Date.parse(now) / 1000),
  "webhook-signature": new Webhook(secret).sign(id, new Date(now), body),
});
const done = { answer: "done", counts: { records: 4 } };
const doneBody = answerOf(done);

describe("asking a recipient by HTTP", () => {
  test("sends the question signed, and takes a signed answer", async () => {
    let seen: { headers: Record<string, unknown>; body: string } | undefined;
    const reply = await asking(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      seen = { headers: request.headers, body: Buffer.concat(chunks).toString() };
      response.writeHead(200, signed(doneBody)).end(doneBody);
    });
    expect(reply).toEqual({ reply: "answered", answer: done, content: undefined, uploaded: undefined });
    const { headers, body } = seen ?? { headers: {}, body: "" };
    expect(headers["webhook-id"]).toBe(taskId);
    expect(headers["webhook-signature"]).toBe(new Webhook(secret).sign(taskId, new Date(now), body));
    expect(JSON.parse(body)).toEqual({
      type: "habeas.export",
      timestamp: now,
      data: {
        task: taskId,
        verb: "export",
        person: question.person,
        answerBy: question.answerBy,
        answerTo: question.answerTo,
      },
    });
  });

  test("knows that it answers later", async () => {
    expect(await asking((_, response) => response.writeHead(202).end("whatever"))).toEqual({ reply: "accepted" });
  });

  test.each([400, 405, 413, 415, 422, 501])("takes %i for a question that is never understood", async (status) => {
    expect(await asking((_, response) => response.writeHead(status).end())).toEqual({
      reply: "rejected",
      what: String(status),
    });
  });

  test.each([204, 301, 307, 401, 403, 404, 408, 409, 429, 500, 502, 503])(
    "tries again after %i (F5, F6)",
    async (status) => {
      const elsewhere = await serve((_, response) => response.writeHead(200, signed(doneBody)).end(doneBody));
      const asked = asking((_, response) => response.writeHead(status, { location: elsewhere }).end());
      await expect(asked).rejects.toMatchObject({ name: "RecipientAway", what: String(status) });
    },
  );

  const faults: [string, RequestListener, string][] = [
    ["no bytes", (_, response) => response.writeHead(200).end(), "answer-unreadable"],
    ["a cut body", (_, response) => cut(response, doneBody), "answer-cut-off"],
    ["a body without end", (_, response) => endless(response), "answer-too-long"],
    ["a body that stands still", (_, response) => void response.writeHead(200).write("{"), "too-slow"],
    ["no answer at all", () => {}, "too-slow"],
    ["a closed connection", (request) => request.socket.destroy(), "no-connection"],
    ["a page", (_, response) => response.writeHead(200).end("<html>"), "answer-unreadable"],
    ["another type", (_, response) => reply(response, JSON.stringify({ data: [1] })), "answer-unreadable"],
    [
      "counts that are words",
      (_, response) => reply(response, answerOf({ answer: "done", counts: { records: "4" } })),
      "answer-unreadable",
    ],
    ["an answer that is none", (_, response) => reply(response, answerOf({ answer: "maybe" })), "answer-unreadable"],
    [
      "a name given twice",
      (_, response) => reply(response, `{"type":"habeas.answer","type":"habeas.answer"}`),
      "answer-unreadable",
    ],
    ["deep nesting", (_, response) => reply(response, "[".repeat(4000)), "answer-unreadable"],
    [
      "another question's answer",
      (_, response) => reply(response, answerOf(done, `rt_${"3".repeat(32)}`)),
      "answer-to-another-question",
    ],
    ["no signature", (_, response) => response.writeHead(200).end(doneBody), "answer-not-signed"],
    [
      "a signature over another body",
      (_, response) => response.writeHead(200, signed("{}")).end(doneBody),
      "answer-not-signed",
    ],
  ];
  test.each(faults)("does not believe a 200 with %s, and asks again (F7)", async (_, listener, what) => {
    await expect(asking(listener)).rejects.toMatchObject({ name: "RecipientAway", what });
  });

  test("without a secret asks nobody", async () => {
    const post: Post = async () => {
      throw new Error("called");
    };
    const asked = httpRecipients({ secrets, clock, post }).ask({ ...question, recipient: RecipientName.parse("crm") });
    await expect(asked).rejects.toMatchObject({ name: "RecipientAway", what: "no-secret" });
  });
});

const reply = (response: Parameters<RequestListener>[1], body: string): void => {
  response.writeHead(200, signed(body)).end(body);
};
const cut = (response: Parameters<RequestListener>[1], body: string): void => {
  response.writeHead(200, { ...signed(body), "content-length": body.length });
  response.write(body.slice(0, 20), () => response.destroy());
};
const endless = (response: Parameters<RequestListener>[1]): void => {
  response.writeHead(200);
  const more = (): void => {
    if (!response.destroyed) response.write("x".repeat(4000), () => setImmediate(more));
  };
  more();
};

describe("the guard before every call (SA-17, I20)", () => {
  const guard = (resolve: (host: string) => Promise<string[]>) => guardedPost({ ...bounds, resolve });
  const call = (resolve: (host: string) => Promise<string[]>, url = question.url) => guard(resolve)(url, {}, "{}");

  test.each([
    ["this machine", ["127.0.0.1"]],
    ["a cloud's metadata", ["169.254.169.254"]],
    ["an inner network", ["10.0.0.5"]],
    ["an inner address behind a public one", ["93.184.216.34", "192.168.1.1"]],
    ["an inner address in IPv6's clothes", ["::ffff:10.0.0.5"]],
    ["a text that is no address", ["localhost"]],
  ])("connects to nobody when the name leads to %s", async (_, addresses) => {
    await expect(call(async () => addresses)).rejects.toMatchObject({ what: "address-not-public" });
  });

  test("looks a name up once, and connects to what it was then: a second answer changes nothing", async () => {
    let looks = 0;
    const rebinding = async () => {
      looks += 1;
      return looks === 1 ? ["192.0.2.1"] : ["127.0.0.1"];
    };
    await expect(call(rebinding)).rejects.toMatchObject({ what: "address-not-public" });
    expect(looks).toBe(1);
  });

  test("says nothing of the address when a name cannot be found, or not in time", async () => {
    const notFound = call(async () => {
      throw new Error("ENOTFOUND news.example.com");
    });
    await expect(notFound).rejects.toMatchObject({ what: "name-not-found" });
    await expect(notFound).rejects.not.toThrow(/example/);
    await expect(call(() => new Promise(() => {}))).rejects.toMatchObject({ what: "name-not-found" });
  });

  test("calls by https only, and on this machine only the machine itself", async () => {
    await expect(call(async () => ["8.8.8.8"], "http://news.example.com/")).rejects.toMatchObject({
      what: "not-https",
    });
    const local = postOnThisMachine(bounds);
    for (const url of ["https://127.0.0.1/", "http://localhost/", "http://10.0.0.5/", "http://127.0.0.2/"]) {
      await expect(local(url, {}, "{}")).rejects.toMatchObject({ what: "not-this-machine" });
    }
  });
});
