import type { Notices } from "./notices.ts";
import type { Outbox } from "./outbox-notices.ts";

/**
 * SMTP with the outbox beside it: the outbox shows what went out, and knows the keys that SMTP cannot know. Mail first, record after:
 * a crash between the two sends one message twice, never none (I2).
 */
export const besideOutbox = ({ outbox, provider }: { outbox: Outbox; provider: Notices }): Notices => ({
  send: async (notice) => {
    if (await outbox.knows(notice.key)) return "known";
    const answer = await provider.send(notice);
    if (answer !== "undeliverable") await outbox.send(notice);
    return answer;
  },
});
