import * as z from "zod";
import { Instant } from "./instant.ts";
import type { PrivacyRequest } from "./request.ts";

/** Why an officer may decline, with the article that allows it (GDPR). Each refusal is answered under Article 12(4). */
export const refusalGrounds = {
  "not-identified": "Article 11(2) and 12(2)",
  "manifestly-unfounded": "Article 12(5)",
  excessive: "Article 12(5)",
  "freedom-of-expression": "Article 17(3)(a)",
  "legal-duty": "Article 17(3)(b)",
  "public-health-archive-research": "Article 17(3)(c) and (d)",
  "legal-claims": "Article 17(3)(e)",
  "rights-of-others": "Article 15(4) and 20(4)",
  "national-limits": "Article 23",
  "conditions-not-met": "Article 18(1)",
} as const;
export const OfficerGround = z.enum(Object.keys(refusalGrounds) as [keyof typeof refusalGrounds]);
export type OfficerGround = z.infer<typeof OfficerGround>;

/** Why a story itself may decline: what it found stands in the way, whatever anybody decides. */
export const StoryGround = z.enum(["identity-changed", "protected-role", "protected-account"]);
export type StoryGround = z.infer<typeof StoryGround>;

/** A refusal on record: it stops the request at once, and the letter follows. */
export const Refused = z.object({
  ground: OfficerGround,
  /** The law, where the ground needs one: "§ 147 AO". */
  law: z.string().optional(),
  by: z.string(),
  at: Instant,
});
export type Refused = z.infer<typeof Refused>;

export const refusalOf = ({ progress }: Pick<PrivacyRequest, "progress">): Refused | undefined => {
  const refused = Refused.safeParse(progress.refusal);
  return refused.success ? refused.data : undefined;
};

/** Why a request was refused, by whomever: what its letter says, for who did not get the letter. */
export const refusedFor = (
  request: Pick<PrivacyRequest, "progress">,
): { ground: OfficerGround | StoryGround; law?: string } | undefined => {
  const ofStory = StoryGround.safeParse(request.progress.refusedFor);
  if (ofStory.success) return { ground: ofStory.data };
  const decided = refusalOf(request);
  return decided && { ground: decided.ground, ...(decided.law !== undefined && { law: decided.law }) };
};
