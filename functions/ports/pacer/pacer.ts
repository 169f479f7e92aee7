import type { Instant } from "#kernel/instant.ts";

/** The tenant's rate-limit buckets as its policy groups them; every call to the tenant goes through one. */
export type TenantBucket = "read-users" | "write-users" | "delete-users" | "read-logs" | "other";

/** Shares limits between all that draw on them, so that bulk work never takes the tenant, or the mail service, down. */
export interface Pacer<Bucket extends string = TenantBucket> {
  /** Takes a place, or several at once, or throws `Busy` with the seconds until they are free. */
  take(bucket: Bucket, places?: number): Promise<void>;
  /** The other side said 429: nobody calls this bucket before `until`. */
  pause(bucket: Bucket, until: Instant): Promise<void>;
}

/** What campaigns mail, apart from all other mail: a hundred thousand notices hold up no receipt. */
export type MailBucket = "campaign-mail";
