import { isAbout, planOf } from "#kernel/plan.ts";
import type { BoundIdentity } from "#kernel/subject.ts";
import { approvePlan, decideApproval } from "#requests/approve.ts";
import { turnSwitch } from "#requests/switch.ts";
import { json } from "../api/answer.ts";
import { RequestParams } from "../api/model.ts";
import { Problem } from "../api/problems.ts";
import type { Route } from "../api/route.ts";
import { BulkApprove, BulkOutcome, Person, Reveal, Switch, TurnSwitch } from "./model.ts";
import type { OfficerOptions } from "./read.ts";
import { forOfficers, requestAt } from "./route.ts";

/** What officers do beside deciding about one request: reveal a person, approve many, turn the switch. */
export const officerOtherActs = (options: OfficerOptions): Route[] => {
  const { ports } = options;
  const route = forOfficers(ports);
  const found = requestAt(ports);
  const inBody = ["malformed-body", "body-too-large", "unsupported-media-type", "invalid-body"] as const;

  return [
    route(
      {
        permissions: ["subjects:reveal"],
        decides: true,
        method: "POST",
        path: "/officer/requests/{requestId}/reveal",
        operationId: "revealPerson",
        summary: "See who a request is about",
        description: "Goes on record, with your reason, before it is answered.",
        params: RequestParams,
        body: Reveal,
        answer: { status: 200, description: "The person.", type: "application/json", schema: Person },
        problems: [...inBody, "not-found", "own-request", "nothing-left"],
      },
      async (call) => {
        const request = await found(call);
        if (isAbout(request, call.officer)) throw new Problem("own-request");
        await ports.requests.change(request.requestId, () => ({
          outcome: undefined,
          audit: [
            {
              event: "person-revealed",
              at: ports.clock.now(),
              actor: call.officer,
              facts: { because: call.body.because },
            },
          ],
        }));
        const bound = await ports.subjects.boundIdentity(request.subjectRef, request.requestId);
        const userId = bound?.userId ?? (await ports.subjects.userIdOf(request.subjectRef));
        if (userId === undefined) throw new Problem("nothing-left");
        return json(200, personOf(userId, bound));
      },
    ),
    route(
      {
        permissions: ["requests:decide"],
        decides: true,
        method: "POST",
        path: "/officer/approvals",
        operationId: "approveMany",
        summary: "Approve many plans of one shape",
        description:
          "Each is decided by itself and by its own digest. With dryRun nothing is changed: it says what would happen.",
        body: BulkApprove,
        most: { bytes: 32 * 1024, depth: 8, keys: 250 }, // a hundred ids with their digests, and a little more
        answer: { status: 200, description: "What became of each.", type: "application/json", schema: BulkOutcome },
        problems: [...inBody],
      },
      async ({ officer, body: { shape, requests: asked, dryRun } }) => {
        const results = [];
        for (const { requestId, planDigest } of asked) {
          const request = await ports.requests.find(requestId);
          const isSame = request !== undefined && planOf(request)?.shape === shape;
          const approval = { officer, planDigest };
          const outcome = !isSame
            ? "other-shape"
            : dryRun
              ? await ports.requests.change(requestId, (facts) => ({
                  outcome: decideApproval(facts, approval, ports.clock.now()).outcome,
                  audit: [],
                }))
              : await approvePlan(ports)(requestId, approval);
          results.push({ requestId, outcome });
        }
        return json(200, { dryRun, results });
      },
    ),
    route(
      {
        permissions: ["requests:read"],
        decides: false,
        method: "GET",
        path: "/officer/kill-switch",
        operationId: "readKillSwitch",
        summary: "See whether destructive work is switched off",
        answer: { status: 200, description: "The switch.", type: "application/json", schema: Switch },
        problems: [],
      },
      async () => json(200, await ports.requests.readKillSwitch()),
    ),
    route(
      {
        permissions: ["switch:write"],
        decides: true,
        method: "PUT",
        path: "/officer/kill-switch",
        operationId: "turnKillSwitch",
        summary: "Switch destructive work off or on",
        description:
          "Off holds at once: nothing new is blocked, revoked or deleted. On again, what waited goes on through the fence.",
        body: TurnSwitch,
        answer: { status: 200, description: "The switch as it is now.", type: "application/json", schema: Switch },
        problems: [...inBody],
      },
      async ({ officer, body: { off } }) => json(200, await turnSwitch(ports)(off, officer)),
    ),
  ];
};

const personOf = (userId: string, bound: BoundIdentity | undefined) => ({
  userId,
  ...(bound?.address !== undefined && { address: bound.address }),
  addresses: bound?.addresses ?? [],
  logins: bound?.identities ?? [],
});
