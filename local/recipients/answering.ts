import * as z from "zod";
import { type RecipientName, Verb } from "#kernel/recipient.ts";
import type { Held, Holdings } from "./holdings.ts";

/** A question as it arrives: what a recipient needs of docs/recipients.md. */
export const Question = z.object({
  type: z.string().regex(/^habeas\./),
  data: z.object({
    task: z.string(),
    verb: Verb,
    person: z.object({ userIds: z.array(z.string()), emails: z.array(z.string()) }),
    corrections: z.record(z.string(), z.string()).optional(),
    answerTo: z.url(),
    uploads: z.url().optional(),
  }),
});
export type Question = z.infer<typeof Question>;

/** What the played recipient says, and what it hands over. */
export interface Said {
  answer: "done";
  counts: Record<string, number>;
  export?: Held[];
}

/** Finds the person by user id or address, and does what is asked. The same question again is done once, and answered the same. */
export const answerTo =
  (holdings: Holdings, recipient: RecipientName, now: () => string) =>
  ({ data: { task, verb, person, corrections } }: Question): Said => {
    const isThem = ([userId, { email }]: [string, Held]): boolean =>
      person.userIds.includes(userId) || person.emails.includes(email);
    const found = Object.entries(holdings.held).filter(isThem);
    const earlier = holdings.ledger.find((effect) => effect.task === task && effect.recipient === recipient);
    const records = earlier?.records ?? found.length;
    if (earlier === undefined) {
      for (const [userId, each] of found) {
        if (verb === "erase") delete holdings.held[userId];
        if (verb === "correct") Object.assign(each, pick(corrections));
        if (verb === "restrict") each.restricted = true;
        if (verb === "lift") delete each.restricted;
      }
      holdings.ledger.push({ at: now(), recipient, task, verb, outcome: "done", records });
      holdings.save();
    }
    return {
      answer: "done",
      counts: { records },
      ...(verb === "export" && { export: found.map(([, each]) => each) }),
    };
  };

const pick = (corrections: Record<string, string> = {}): Partial<Held> => ({
  ...(corrections.email !== undefined && { email: corrections.email }),
  ...(corrections.name !== undefined && { name: corrections.name }),
});
