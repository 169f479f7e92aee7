import type { RequestId } from "#kernel/ids.ts";
import { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Notice } from "#ports/notices/notices.ts";
import type { Ports } from "#ports/ports.ts";
import { carryOut, recordOf } from "./effect.ts";

/** Every notice of a request and what became of it, told from what is on record. */
export const noticesOf = (request: PrivacyRequest): { name: string; outcome: string; at: Instant }[] =>
  Object.keys(request.progress).flatMap((milestone) => {
    const record = milestone.endsWith("-told") ? recordOf(request, milestone) : undefined;
    const at = Instant.safeParse(record?.at);
    if (record === undefined || !at.success) return [];
    return [{ name: milestone.replace(/-told$/, ""), outcome: String(record.notice), at: at.data }];
  });

/** Names of the notices that reached nobody. */
export const undeliveredNotices = (request: PrivacyRequest): string[] =>
  noticesOf(request).flatMap(({ name, outcome }) => (outcome === "sent" ? [] : [name]));

/** The name under which to send a notice that may be tried again: the first that did not reach nobody, `name`, then `name-2` and so on. */
export const nextTry = (request: PrivacyRequest, name: string): string => {
  const failed = undeliveredNotices(request);
  const tries = [name, ...failed.map((_, place) => `${name}-${place + 2}`)];
  return tries.find((each) => !failed.includes(each)) ?? name;
};

/** What a notice says, in the person's language. */
export type Message = Pick<Notice, "subject" | "text" | "attachments">;

/**
 * Tells the person something once, and keeps on record whether it went out: "sent", "undeliverable", or "no-address" when the account
 * has no verified address. A notice that a crash left unrecorded is sent again under its own key; where the provider cannot know the
 * key, the audit says that it was possibly sent twice (I2).
 */
export const tell =
  (ports: Pick<Ports, "clock" | "requests" | "notices">) =>
  (
    requestId: RequestId,
    name: string,
    compose: () => Promise<{ to: string | undefined; message: Message }>,
  ): Promise<JsonObject> =>
    carryOut(ports)({
      requestId,
      milestone: `${name}-told`,
      destructive: false,
      perform: async (_request, again) => {
        const { to, message } = await compose();
        if (to === undefined) return { notice: "no-address" };
        const answer = await ports.notices.send({ key: `${requestId}/${name}`, to, ...message });
        if (answer === "known") return { notice: "sent" };
        return { notice: answer, ...(again && { possiblySentTwice: true }) };
      },
    });
