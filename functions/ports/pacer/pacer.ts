import type { Instant } from "#kernel/instant.ts";

/** The tenant's rate-limit buckets as its policy groups them; every call to the tenant goes through one. */
export type TenantBucket = "read-users" | "write-users" | "delete-users" | "read-logs" | "other";

/** Shares the tenant's limits between all that call it, so that bulk work never takes the tenant down. */
export interface Pacer {
  /** Takes a place, or throws `Busy` with the seconds until one is free. */
  take(bucket: TenantBucket): Promise<void>;
  /** The tenant said 429: nobody calls this bucket before `until`. */
  pause(bucket: TenantBucket, until: Instant): Promise<void>;
}
