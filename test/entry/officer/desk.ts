import type { RequestId, SubjectRef, UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { aPlan } from "../../support/requests.ts";
import { openWorld, type World } from "../api/world.ts";

export const officersRights = ["requests:read", "requests:decide", "blocks:write", "subjects:reveal"];
export const leadsRights = [...officersRights, "switch:write", "audit:read"];

/** A world with requests in it and officers who look at them. */
export interface Desk extends World {
  /** A request of this person, in the state that is given. */
  given(name: string, change?: Partial<PrivacyRequest>): Promise<RequestId>;
  subjectOf(name: string): Promise<SubjectRef>;
  events(requestId: RequestId): Promise<string[]>;
}

export const openOfficersDesk = (): Desk => {
  const world = openWorld({
    stories: { deletion: { start: "Open", states: [{ name: "Open", type: "Task", waits: false, next: [] }] } },
  });
  return {
    ...world,
    subjectOf: (name) => world.ports.subjects.refOf(`auth0|${name}` as UserId),
    given: async (name, change = {}) => {
      world.clock.wind(1);
      const { json } = await world.call("POST", "/requests", { as: world.signIn(name), body: { kind: "deletion" } });
      const { requestId } = json as { requestId: RequestId };
      const { status, ...rest } = change;
      await world.ports.subjects.bind(await world.ports.subjects.refOf(`auth0|${name}` as UserId), requestId, {
        userId: `auth0|${name}` as UserId,
        createdAt: plus(world.clock.now(), -86_400),
        identities: [{ userId: `auth0|${name}` as UserId, connection: "Users", social: false }],
        address: `${name}@example.com`,
        locale: "en",
      });
      // by way of "needs attention", from which every state can be reached
      await world.change(requestId, () => ({ status: "needs-attention" }));
      await world.change(requestId, () => ({ status: "received", ...rest }));
      if (status !== undefined) await world.change(requestId, () => ({ status }));
      return requestId;
    },
    events: async (requestId) => {
      const { items } = await world.ports.audit.entries(`request/${requestId}`);
      return items.map(({ event }) => event);
    },
  };
};

export const inReview = (approvalsNeeded: number): Partial<PrivacyRequest> => ({
  status: "in-review",
  progress: { plan: aPlan({ approvalsNeeded }) },
});
export const digest = aPlan().digest;
