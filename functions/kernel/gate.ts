import * as z from "zod";
import { Instant } from "./instant.ts";
import { DocumentVersion, type GateRule } from "./terms.ts";

/** What the Action `terms-gate` reads, as its secret SETTINGS. No rules: it asks nobody. */
export interface GateSettings {
  /** The terms page, where whoever must be asked is sent. */
  page: string;
  /** The member of app_metadata that says what somebody accepted. */
  flag: string;
  /** Roles that are never asked. */
  neverGate: readonly string[];
  rules: readonly GateRule[];
}

/** The Action's name at the tenant. */
export const gateAction = "terms-gate";

/** What Auth0 takes as the value of one secret. */
const mostSigns = 4096;

/** The settings as the secret that the Action reads. Throws RangeError when Auth0 would not take so much: fewer audiences at once then. */
export const settingsText = (settings: GateSettings): string => {
  const text = JSON.stringify(settings);
  if (text.length > mostSigns) throw new RangeError(`the gate's settings are longer than ${mostSigns} signs`);
  return text;
};

/** The token with which the gate sends somebody to the terms page: their right to it, for an hour. Signed HS256 by the Action. */
export const GateSession = z.object({
  jti: z.uuid(),
  sub: z.string().min(1).max(512),
  exp: z.int(),
  purpose: z.literal("terms-gate"),
  version: DocumentVersion,
  mode: z.enum(["soft", "hard"]),
  group: z.string().max(256),
  application: z.string().max(256),
  locale: z.string().max(40),
  /** Accepted already, in the sign-up form: to be put on record, and not asked again. */
  signedUpAt: Instant.optional(),
});
export type GateSession = z.infer<typeof GateSession>;

/** What the page tells the Action, signed with the same secret, for the one login whose `state` it names. */
export interface GateAnswer {
  purpose: "terms-answer";
  /** spared: the person is asked nothing now, and passes whatever the gate. */
  answer: "accepted" | "declined" | "later" | "spared";
  version: string;
  acceptedAt?: Instant | undefined;
}

/** What stands on an account once its owner has accepted. */
export const TermsFlag = z.object({ version: DocumentVersion, acceptedAt: Instant });
export type TermsFlag = z.infer<typeof TermsFlag>;

/** Where the terms page stands below the address of the API. */
export const termsPagePath = "/terms/page";

/** The values of the secret that gate and page share: the first signs, and while it is rotated the second is still taken. */
export const gateSecretsIn = (text: string): [string, ...string[]] => {
  const [first, ...more] = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length >= 32);
  if (first === undefined) throw new RangeError("terms-gate-secret has no line of at least 32 signs");
  return [first, ...more];
};
