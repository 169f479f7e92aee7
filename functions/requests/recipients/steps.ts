import { randomBytes } from "node:crypto";
import type { Policy } from "#kernel/policy.ts";
import type { RecipientName, RecipientStatus, RecipientTaskId } from "#kernel/recipient.ts";
import { isAnswered } from "#kernel/recipient.ts";
import type { Ports } from "#ports/ports.ts";
import { park } from "../park.ts";
import { askRecipient } from "./ask.ts";
import type { ListingInput, ParkingInput, SettlingInput } from "./model.ts";
import { recipientWait, taskIn } from "./question.ts";
import { decideListing, decideSettling, waitEnd } from "./rules.ts";

// The steps by which any story asks every recipient; docs/recipients.md has the states that call them.

type Needs<K extends keyof Ports> = Pick<Ports, K> & { policy: Policy };

const newTaskId = (): RecipientTaskId => `rt_${randomBytes(16).toString("hex")}` as RecipientTaskId;

/** Puts every recipient of the policy on the list for a verb. Answers with the names of those who have not answered yet. */
const listRecipients =
  ({ clock, requests, policy }: Needs<"clock" | "requests">) =>
  async ({ requestId, verb }: ListingInput): Promise<{ recipients: RecipientName[] }> => {
    const recipients = await requests.change(requestId, (facts) =>
      decideListing(facts, verb, policy, newTaskId, clock.now()),
    );
    return { recipients };
  };

/** Parks a branch of the run until the recipient answers; an answer that came first is found here. */
const parkForRecipient =
  ({ clock, requests, workflows, keys }: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, token, until, ...question }: ParkingInput) => {
    const [task] = (await requests.recipientsOf(requestId)).filter(
      ({ verb, recipient }) => verb === question.verb && recipient === question.recipient,
    );
    await park({ clock, requests, workflows, keys })({
      requestId,
      name: recipientWait(question),
      token,
      until: until ?? (task === undefined ? clock.now() : waitEnd(task, until)),
      alreadyDecided: (facts) => {
        const now = taskIn(facts, question);
        return now !== undefined && isAnswered(now) ? { status: now.status } : undefined;
      },
      beside: true,
    });
    return {};
  };

/** Puts on record what the wait has come to. An answer that comes later is taken all the same. */
const settleRecipient =
  ({ clock, requests }: Needs<"clock" | "requests">) =>
  async ({
    requestId,
    until,
    timeOver,
    ...question
  }: SettlingInput): Promise<{
    recipient: RecipientName;
    status: RecipientStatus;
  }> => {
    const { recipient, status } = await requests.change(requestId, (facts) =>
      decideSettling(facts, question, { until, timeOver }, clock.now()),
    );
    return { recipient, status };
  };

/** Our own stores and the run's tokens. */
export const recipientStoreSteps = { listRecipients, parkForRecipient, settleRecipient };

/** Calls out, with the secrets of the recipients. */
export const recipientCallSteps = { askRecipient };

/** All of them, for the embedded host. Pure, so that no function in the cloud is bundled with the steps of another. */
export const recipientSteps = /* @__PURE__ */ (() => ({ ...recipientStoreSteps, ...recipientCallSteps }))();
