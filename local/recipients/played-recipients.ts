import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import type { Clock } from "#kernel/clock.ts";
import { millisOf } from "#kernel/instant.ts";
import { RecipientName } from "#kernel/recipient.ts";
import { answerTo, Question } from "./answering.ts";
import { type Effect, type Held, openHoldings } from "./holdings.ts";

/** How a played recipient behaves, for tests: `later` answers 202 and then at our door; `down` answers 503. */
export type Manner = "at-once" | "later" | "down";

export interface PlayedRecipients {
  /** Where a recipient of this name is reached on this machine. */
  addressOf(recipient: RecipientName): string;
  /** Everything that was done, oldest first. */
  ledger(): readonly Effect[];
  /** What is held of a person. */
  heldOf(userId: string): Held | undefined;
  behave(manner: Manner): void;
  /** Sends the answers that were put off. */
  answerNow(): Promise<number[]>;
  close(): Promise<void>;
}

export interface PlayedOptions {
  file: string;
  clock: Clock;
  /** What is shared with each recipient. */
  secretOf(recipient: RecipientName): Promise<string>;
  seed(): Record<string, Held>;
}

const mostBytes = 1_048_576;

/**
 * Every http recipient of the policy, played on this machine by one small server of its own: so that a trial asks and is answered for
 * real, signatures and all, and nothing of it leaves the machine.
 */
export const openPlayedRecipients = async ({
  file,
  clock,
  secretOf,
  seed,
}: PlayedOptions): Promise<PlayedRecipients> => {
  const holdings = openHoldings(file, seed);
  const putOff: (() => Promise<number>)[] = [];
  let manner: Manner = "at-once";

  const signed = async (recipient: RecipientName, id: string, body: string) => {
    const time = new Date(millisOf(clock.now()));
    return {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(time.getTime() / 1000)),
      "webhook-signature": new Webhook(await secretOf(recipient)).sign(id, time, body),
    };
  };

  const isOurs = async (recipient: RecipientName, { headers }: IncomingMessage, body: string): Promise<boolean> => {
    const [id, seconds] = [String(headers["webhook-id"]), Number(headers["webhook-timestamp"])];
    const right = new Webhook(await secretOf(recipient)).sign(id, new Date(seconds * 1000), body);
    const isNow = Math.abs(seconds - millisOf(clock.now()) / 1000) <= 300;
    return isNow && String(headers["webhook-signature"]).split(" ").includes(right);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const name = RecipientName.safeParse(request.url?.slice(1));
    const body = await readBody(request);
    if (manner === "down") return void response.writeHead(503).end();
    if (request.method !== "POST" || !name.success || body === undefined) return void response.writeHead(404).end();
    const recipient = name.data;
    if (!(await isOurs(recipient, request, body))) return void response.writeHead(401).end();
    const question = Question.safeParse(JSON.parse(body));
    if (!question.success) return void response.writeHead(422).end();
    const { task, answerTo: door } = question.data.data;
    const answer = async () => {
      const said = answerTo(holdings, recipient, clock.now)(question.data);
      const text = JSON.stringify({ type: "habeas.answer", timestamp: clock.now(), data: { task, ...said } });
      return { text, headers: await signed(recipient, task, text) };
    };
    if (manner === "later") {
      putOff.push(async () => {
        const { text, headers } = await answer();
        return (await fetch(door, { method: "POST", headers, body: text })).status;
      });
      return void response.writeHead(202).end();
    }
    const { text, headers } = await answer();
    response.writeHead(200, headers).end(text);
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    addressOf: (recipient) => `${base}/${recipient}`,
    ledger: () => holdings.ledger,
    heldOf: (userId) => holdings.held[userId],
    behave: (next) => {
      manner = next;
    },
    answerNow: async () => {
      const statuses: number[] = [];
      for (const send of putOff.splice(0)) statuses.push(await send());
      return statuses;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** The body as text; undefined when it is larger than any question. */
const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};
