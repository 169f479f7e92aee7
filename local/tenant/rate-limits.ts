import type { Clock } from "#kernel/clock.ts";
import { millisOf } from "#kernel/instant.ts";

/** The groups that Auth0 counts separately on its self-service plans. */
export type Bucket =
  | "users_read"
  | "users_write"
  | "users_delete"
  | "logs_read"
  | "organization_members_read"
  | "organization_members_write"
  | "device_credentials_write"
  | "clients_read"
  | "connections_read"
  | "other";

interface Limit {
  burst: number;
  perMinute: number;
}

const professional: Record<Bucket, Limit> = {
  users_read: { burst: 40, perMinute: 500 },
  users_write: { burst: 20, perMinute: 200 },
  users_delete: { burst: 20, perMinute: 200 },
  logs_read: { burst: 10, perMinute: 100 },
  organization_members_read: { burst: 40, perMinute: 500 },
  organization_members_write: { burst: 20, perMinute: 200 },
  device_credentials_write: { burst: 5, perMinute: 100 },
  clients_read: { burst: 5, perMinute: 100 },
  connections_read: { burst: 5, perMinute: 50 },
  other: { burst: 10, perMinute: 150 },
};

/** `professional` has a bucket for each group; `free` and `enterprise` one for everything; `off` never says no. */
export type Plan = "free" | "professional" | "enterprise" | "off";

const limitOf = (plan: Plan, bucket: Bucket): Limit => {
  if (plan === "free") return { burst: 2, perMinute: 120 };
  if (plan === "enterprise") return { burst: 50, perMinute: 960 };
  if (plan === "off") return { burst: 1_000_000, perMinute: 60_000_000 };
  return professional[bucket];
};

export interface RateReading {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Unix seconds when the bucket is full again; when it was refused: when the next token comes. */
  reset: number;
  /** The name that Auth0 puts into `api_limit` records. */
  bucket: string;
  global: boolean;
}

export interface RateLimits {
  take(bucket: Bucket): RateReading;
  setPlan(plan: Plan): void;
}

/** Token buckets on the tenant's clock. They are kept in memory: a restarted tenant starts with full ones. */
export const openRateLimits = (clock: Clock, initial: Plan): RateLimits => {
  let plan = initial;
  const levels = new Map<string, { tokens: number; at: number }>();
  return {
    setPlan: (next) => {
      plan = next;
      levels.clear();
    },
    take: (bucket) => {
      const global = plan !== "professional";
      const name = global ? "global" : bucket;
      const { burst, perMinute } = limitOf(plan, bucket);
      const perMilli = perMinute / 60_000;
      const now = millisOf(clock.now());
      const before = levels.get(name) ?? { tokens: burst, at: now };
      const tokens = Math.min(burst, before.tokens + Math.max(0, now - before.at) * perMilli);
      const allowed = tokens >= 1;
      const left = allowed ? tokens - 1 : tokens;
      levels.set(name, { tokens: left, at: now });
      const missing = allowed ? burst - left : 1 - left;
      const reset = Math.ceil((now + missing / perMilli) / 1000);
      return { allowed, limit: burst, remaining: Math.floor(left), reset, bucket: name, global };
    },
  };
};
