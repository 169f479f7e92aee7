import { announceLifting, keepRestriction } from "#requests/restrictions.ts";
import { Problem } from "../api/problems.ts";
import type { Route } from "../api/route.ts";
import { deciding, inBody } from "./deciding.ts";
import { KeepRestriction, LiftRestriction } from "./model.ts";
import type { OfficerOptions } from "./read.ts";
import { requireRestriction } from "./restriction-view.ts";

/** What officers decide about a restriction that stands: lift it, after the person was told, or keep it until another review. */
export const restrictionActs = (options: OfficerOptions): Route[] => {
  const { ports } = options;
  const act = deciding(options);
  return [
    act(
      {
        action: "lift-restriction",
        path: "/lift-restriction",
        summary: "Lift a restriction, after the person was told",
        description:
          "The person is told first (GDPR Article 18(3)), and it is lifted when the time that policy gives them is over. Where no mail reaches them, say how else you told them.",
        body: LiftRestriction,
        problems: [...inBody, "not-now"],
      },
      async ({ officer, body }, request) => {
        requireRestriction(request);
        const outcome = await announceLifting(ports)(request.requestId, { by: officer, ...body });
        if (outcome !== "announced") throw new Problem("not-now");
      },
    ),
    act(
      {
        action: "keep-restriction",
        path: "/keep-restriction",
        summary: "Keep a restriction until another review",
        description:
          "You looked whether its ground still holds, and it does. A lifting that was announced is called off, and the person is told.",
        body: KeepRestriction,
        problems: [...inBody, "not-now"],
      },
      async ({ officer, body }, request) => {
        requireRestriction(request);
        const outcome = await keepRestriction(ports)(request.requestId, { by: officer, ...body });
        if (outcome === "bad-review") {
          const detail = "The review is in the future, and within a year.";
          throw new Problem("invalid-body", { detail, errors: [{ pointer: "/reviewAt", detail }] });
        }
        if (outcome !== "kept") throw new Problem("not-now");
      },
    ),
  ];
};
