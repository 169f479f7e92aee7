import { approveBulk, type Bulk, stopBulk, tryBulkAgain } from "../shared/client/index.ts";
import type { Act } from "./acts.ts";

/** What can be done about a list. */
export const bulkActs = ({
  bulkId,
  action,
  planDigest = "",
}: Bulk): Record<Bulk["actions"][number]["action"], Act> => ({
  approve: {
    label: "Approve",
    title: action === "block" ? "Block these people?" : "Let these people in again?",
    consequence:
      action === "block"
        ? "With your yes they are shut out one after the other, as many as the cap allows, and each is told why and how to contest it. What an account meets by then is what counts. It can be stopped before the next account."
        : "With your yes our blocks of these people are lifted, one account after the other, and each person is told. It can be stopped before the next account.",
    isGrave: true,
    run: () => approveBulk({ path: { bulkId }, body: { planDigest } }),
  },
  stop: {
    label: "Stop",
    title: "Stop this list?",
    consequence:
      "Nobody more is begun with, from the moment it is stored. Who is blocked or let in already stays so; each block can be lifted by itself. It cannot be started again; a new list can.",
    isGrave: true,
    run: () => stopBulk({ path: { bulkId } }),
  },
  "try-again": {
    label: "Try again",
    title: "Try again?",
    consequence: "It goes on where it stands. What is done already is not done twice.",
    run: () => tryBulkAgain({ path: { bulkId } }),
  },
});
