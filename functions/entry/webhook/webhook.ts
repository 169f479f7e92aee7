import { createHash, timingSafeEqual } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod";
import { UnsafeJson } from "#kernel/bounded-json.ts";
import type { Ports } from "#ports/ports.ts";
import { packEvents, sealPoison } from "#requests/event-messages.ts";
import type { Log } from "#runtime/log.ts";
import { json } from "../api/answer.ts";
import { Problem } from "../api/problems.ts";
import { open, type Route } from "../api/route.ts";
import { batchLimits, type Poison, readBatch } from "./batch.ts";

export interface WebhookOptions {
  ports: Pick<Ports, "queue" | "keys">;
  /** The values that a stream may send as Authorization: one, or two while they are rotated; none where no stream is set up. */
  streamTokens: () => Promise<readonly string[]>;
  log: Log;
}

export const Taken = z
  .object({
    taken: z.int().meta({ description: "Events that are stored, and will be handled." }),
    putAside: z.int().meta({ description: "Parts that are no events; an officer sees them in quarantine." }),
  })
  .meta({ id: "TakenEvents" });

/**
 * Auth0's custom log stream. Answered with 200 only when every event is in the queue, and what is none is on its way to quarantine;
 * anything else is sent again by Auth0.
 */
export const webhookRoute = ({ ports, streamTokens, log }: WebhookOptions): Route =>
  open(
    {
      method: "POST",
      path: "/auth0/log-events",
      operationId: "takeLogEvents",
      summary: "Where Auth0's custom log stream delivers",
      description:
        "A JSON array, an object with logs, or an object on each line, as the stream is set up; Authorization is the stream's own value.",
      headers: z.object({ Authorization: z.string() }),
      answer: { status: 200, description: "Stored.", type: "application/json", schema: Taken },
      problems: ["stream-refused", "unreadable-events", "too-many-events", "unsupported-media-type"],
    },
    async (event) => {
      const { authorization = "" } = event.headers;
      if (!isOneOf(authorization, await streamTokens())) throw new Problem("stream-refused");
      if ((event.headers["content-encoding"] ?? "identity").trim().toLowerCase() !== "identity") {
        throw new Problem("unsupported-media-type", {
          detail: "Send the events as they are, without a Content-Encoding.",
        });
      }
      const { events, poison } = batchIn(bodyOf(event));
      const sealed = await Promise.all(together(poison).map(sealPoison(ports)));
      const aside = sealed.map((each) => JSON.stringify({ poison: [each] }));
      await ports.queue.send([...packEvents(events), ...aside]);
      if (poison.length > 0) log.warn({ event: "events put aside", status: poison.length });
      return json(200, { taken: events.length, putAside: poison.length });
    },
  );

/** So many parts of one delivery are put aside one by one; a sender that errs errs alike in all of them. */
const mostPoison = 100;

/** What is more than that goes aside as one, under one digest: nothing that was answered with 200 is dropped (I1). */
const together = (poison: readonly Poison[]): { reason: string; bytes: Uint8Array }[] => {
  if (poison.length <= mostPoison) return [...poison];
  const rest = poison.slice(mostPoison - 1).flatMap(({ bytes }) => [bytes, Buffer.from("\n")]);
  return [...poison.slice(0, mostPoison - 1), { reason: "too-many-parts", bytes: Buffer.concat(rest) }];
};

const hashed = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Compares with every value, in the same time whichever it is. */
const isOneOf = (given: string, tokens: readonly string[]): boolean => {
  const asked = hashed(given);
  let matches = false;
  for (const token of tokens) matches = (timingSafeEqual(asked, hashed(token)) && token !== "") || matches;
  return matches;
};

const bodyOf = ({ body = "", isBase64Encoded }: APIGatewayProxyEventV2): Uint8Array => {
  if (body.length > batchLimits.bytes * 2) throw new Problem("too-many-events");
  return Buffer.from(body, isBase64Encoded === true ? "base64" : "utf8");
};

const batchIn = (bytes: Uint8Array) => {
  try {
    return readBatch(bytes);
  } catch (error) {
    if (!(error instanceof UnsafeJson)) throw error;
    const { reason } = error;
    const isTooMuch = reason === "too-large" || reason === "too-deep" || reason === "too-many-keys";
    throw new Problem(isTooMuch ? "too-many-events" : "unreadable-events");
  }
};
