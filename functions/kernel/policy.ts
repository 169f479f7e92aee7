import * as z from "zod";
import { digestOf } from "./canonical-json.ts";
import { Duration, days } from "./duration.ts";
import { Locale } from "./subject.ts";

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const Controller = z.strictObject({
  name: z.string().min(1),
  contact: z.email(),
  dpo: z.email().optional(),
  supervisoryAuthority: z.string().min(1),
  calendar: z.strictObject({
    timeZone: z.string().refine(isTimeZone, "is not a time zone. Write for example Europe/Berlin."),
  }),
});

const legalMonth = days(28);
const marginForDeleting = days(5);

const Deletion = z.strictObject({
  /** How long a person may change their mind, from receipt. */
  coolingOff: Duration.refine(
    (seconds) => seconds + marginForDeleting <= legalMonth,
    'is too long: with 5 days for the deletion itself it does not fit into the legal month of 28 days. Write at most "23 days".',
  ),
  cap: z.strictObject({
    /** How many people's own requests may pass the point of no return in any hour. */
    selfService: z.strictObject({ perHour: z.int().min(1).max(1000) }),
  }),
  /** When to look whether anything came back, counted from the receipt; the last one ends everything. */
  recheck: z.array(Duration).min(1).max(5),
  protected: z.strictObject({ roles: z.array(z.string()) }),
});

/** What the company and the law decide: the whole of policy.yaml. Durations are in seconds once parsed. */
export const Policy = z.strictObject({
  controller: Controller,
  deletion: Deletion,
  locales: z.array(Locale).min(1),
  /** What is different while Habeas runs on one machine with its own trial tenant: nothing else may be. */
  trial: z.strictObject({ deletion: Deletion.pick({ coolingOff: true }).partial() }).optional(),
});
export type Policy = z.infer<typeof Policy>;

/** The policy as it holds on a trial tenant: the `trial` section laid over the rest. */
export const onTrial = (policy: Policy): Policy => ({
  ...policy,
  deletion: { ...policy.deletion, ...policy.trial?.deletion },
});

/** SHA-256, hex, of the policy in force: each request keeps the one it was accepted under. */
export const policyDigest = (policy: Policy): string => digestOf(policy);
