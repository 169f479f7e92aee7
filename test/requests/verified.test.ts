import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId, UserId } from "#kernel/ids.ts";
import type { RequestKind } from "#kernel/request.ts";
import { resumeVerified } from "#requests/verified.ts";
import { type Intake, openIntake, policyWith } from "../entry/events/intake-world.ts";
import { accepted, received } from "../support/acceptances.ts";
import { anAccount } from "../support/requests.ts";

const ada = "auth0|ada" as UserId;
let intake: Intake;
beforeEach(() => {
  intake = openIntake(policyWith([]));
});
afterEach(() => intake.close());

const resume = () => resumeVerified(intake.ports)(ada);
/** A request of ada's that knows no address of hers. */
const asked = async (kind: RequestKind): Promise<RequestId> => {
  const { subjects, requests, clock } = intake.ports;
  const ref = await subjects.refOf(ada);
  const { requestId } = await accepted(requests, received(ref, clock.now(), { kind }));
  const { createdAt, identities } = anAccount();
  await subjects.bind(ref, requestId, { userId: ada, createdAt, identities, locale: "en" });
  return requestId;
};
const addressOf = async (requestId: RequestId) =>
  (await intake.ports.subjects.boundIdentity(await intake.ports.subjects.refOf(ada), requestId))?.address;
const verifiedAt = async (requestId: RequestId) =>
  (await intake.ports.requests.find(requestId))?.progress.addressVerifiedAt;

describe("an address that was verified", () => {
  test("resumes every request that knew none, of whatever kind", async () => {
    const [one, other] = [await asked("deletion"), await asked("export")];
    expect(await resume()).toBe("resumed");
    for (const requestId of [one, other]) {
      expect([await addressOf(requestId), await verifiedAt(requestId)]).toEqual([
        anAccount().email,
        intake.clock.now(),
      ]);
    }
    expect(await resume()).toBe("nothing-waits");
  });

  test("resumes nothing where the account says that it is not verified, has none, is another or is gone (I7)", async () => {
    const requestId = await asked("deletion");
    for (const account of [
      { ...anAccount(), emailVerified: false },
      { ...anAccount(), email: undefined },
      { ...anAccount(), createdAt: "2026-11-24T08:59:00.000Z" as never },
    ]) {
      intake.accounts.set(ada, account);
      expect(await resume()).toBe("not-verified");
    }
    intake.accounts.delete(ada);
    expect(await resume()).toBe("not-verified");
    expect([await addressOf(requestId), await verifiedAt(requestId)]).toEqual([undefined, undefined]);
  });

  test("of somebody who is not known here, or asked for nothing, resumes nothing", async () => {
    expect(await resume()).toBe("nothing-waits");
    await intake.ports.subjects.refOf(ada);
    expect(await resume()).toBe("nothing-waits");
  });

  test("changes nothing of a request that is over, or that the person has confirmed", async () => {
    const [over, confirmed] = [await asked("deletion"), await asked("export")];
    await intake.ports.requests.change(over, ({ request }) => ({
      outcome: undefined,
      request: { ...request, status: "withdrawn" as const },
      audit: [],
    }));
    await intake.ports.requests.change(confirmed, ({ request }) => ({
      outcome: undefined,
      request: { ...request, progress: { confirmedAt: intake.clock.now() } },
      audit: [],
    }));
    expect(await resume()).toBe("nothing-waits");
    expect([await addressOf(over), await addressOf(confirmed)]).toEqual([undefined, undefined]);
  });
});
