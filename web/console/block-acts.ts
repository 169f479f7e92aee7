import { approveRequest, type Block, keepBlock, type LiftBlockData, liftBlock } from "../shared/client/index.ts";
import type { Act } from "./acts.ts";
import { type EndKind, endFrom, endKinds } from "./block-end.ts";

type ActName = Block["actions"][number]["action"];
type Because = LiftBlockData["query"]["because"];

/** Why a block is lifted, as officers choose it. */
export const liftReasons: Record<Because, string> = {
  reviewed: "I looked at it, and it need not stand",
  contested: "The person contested it, and was right",
  mistake: "It was a mistake",
};

/** What can be done about a block. */
export const blockActs = ({ requestId, state, reach, planDigest = "" }: Block): Record<ActName, Act> => ({
  approve: {
    label: "Approve",
    title: "Approve this block?",
    consequence:
      reach === "everywhere"
        ? "With your yes the person is shut out everywhere: their account is blocked, and their sessions and tokens are ended. They are told why, and how to contest it."
        : "With your yes the person is turned away at what is named here, and their tokens for it are ended. They are told why, and how to contest it.",
    isGrave: true,
    run: () => approveRequest({ path: { requestId }, body: { planDigest } }),
  },
  lift:
    state === "proposed"
      ? {
          label: "Decline",
          title: "Decline this block?",
          consequence: "It comes to nothing: nobody is shut out by it, and nobody is told.",
          fields: [{ name: "because", label: "Why", options: liftReasons }],
          run: (_, { because }) => liftBlock({ path: { requestId }, query: { because: because as Because } }),
        }
      : {
          label: "Lift",
          title: "Lift this block?",
          consequence:
            "It counts no more at once, and the person is told. Another block of theirs, or one that somebody set by hand at Auth0, stays as it is. Sessions that were ended do not come back: they sign in anew.",
          fields: [{ name: "because", label: "Why", options: liftReasons }],
          isGrave: true,
          run: (_, { because }) => liftBlock({ path: { requestId }, query: { because: because as Because } }),
        },
  keep: {
    label: "Keep it",
    title: "Keep this block?",
    consequence:
      "You have looked at it, and it must still stand. Say until when. Without an end it needs another officer than the one who set it.",
    fields: [
      { name: "kind", label: "Until when", options: endKinds },
      {
        name: "day",
        label: "Day",
        type: "date",
        hint: "The end of this day. Not needed without an end.",
        isOptional: true,
      },
    ],
    run: (_, { kind, day }) =>
      keepBlock({ path: { requestId }, body: { end: endFrom({ kind: kind as EndKind, day: day ?? "" }) } }),
  },
});
