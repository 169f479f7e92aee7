import * as z from "zod";
import { ContestGround } from "#kernel/contest.ts";
import { RequestId, UserId } from "#kernel/ids.ts";
import { Instant } from "#kernel/instant.ts";
import { OfficerProof } from "#kernel/request.ts";
import { RestrictionGround } from "#kernel/restriction.ts";

/** Who it is, when it arrived, and how the officer judged that it is them: of whatever was asked for. */
const forPerson = {
  userId: UserId,
  receivedAt: Instant.meta({ description: "When it arrived, by whatever channel: the month runs from then." }),
};

/** Only about a deletion the person is asked by mail; for the rest another officer stands in, and has to know how they were judged. */
const identity = OfficerProof.exclude(["to-be-confirmed-by-mail"]);

/** What an officer opens for somebody who wrote or called. */
export const OpenForPerson = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("deletion"), ...forPerson, identity: OfficerProof }),
  z.strictObject({ kind: z.literal("export"), ...forPerson, identity }),
  z.strictObject({
    kind: z.literal("restriction"),
    ...forPerson,
    identity,
    ground: RestrictionGround.meta({ description: "Which case of Article 18(1) of the GDPR it is." }),
    shutSignIn: z.boolean().optional().meta({ description: "Only where the person asks for it." }),
  }),
  z.strictObject({
    kind: z.literal("contest"),
    ...forPerson,
    identity,
    block: RequestId.meta({ description: "The block that the person thinks is wrong." }),
    ground: ContestGround.meta({ description: "Why they think so, as near as one of these comes to it." }),
  }),
]);
export type OpenForPerson = z.infer<typeof OpenForPerson>;
