import type { Clock } from "#kernel/clock.ts";
import { minutes } from "#kernel/duration.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { SecretName, Secrets } from "./secrets.ts";

export interface RememberedSecrets extends Secrets {
  /** The next reading finds it anew. */
  forget(name: SecretName): void;
}

/** Keeps each secret that was found for 5 minutes, so that a rotated one is taken up; what was not found is not remembered. */
export const rememberedSecrets = (clock: Clock, find: (name: SecretName) => Promise<string>): RememberedSecrets => {
  const kept = new Map<SecretName, { value: string; from: Instant }>();

  /** A clock set back makes it no younger. */
  const isFresh = (from: Instant, now: Instant): boolean => now >= from && now < plus(from, minutes(5));

  return {
    read: async (name) => {
      const now = clock.now();
      const known = kept.get(name);
      if (known !== undefined && isFresh(known.from, now)) return known.value;
      const value = await find(name);
      kept.set(name, { value, from: now });
      return value;
    },
    forget: (name) => void kept.delete(name),
  };
};
