import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "#kernel/clock.ts";
import type { Policy } from "#kernel/policy.ts";
import { RecipientName } from "#kernel/recipient.ts";
import { openPlayedRecipients, type PlayedRecipients } from "#local/recipients/played-recipients.ts";
import { makeSeed } from "#local/seed/seed.ts";
import type { Ports } from "#ports/ports.ts";
import { postOnThisMachine } from "#ports/recipients/guarded-post.ts";
import { exchangeBounds, httpRecipients } from "#ports/recipients/http-recipients.ts";
import { secretsIn } from "#ports/recipients/signature.ts";
import { SecretMissing } from "#ports/secrets/secrets.ts";
import type { EmbeddedStores } from "#runtime/embedded.ts";

export interface TrialRecipients {
  played: PlayedRecipients;
  ports: Pick<Ports, "recipients">;
}

/** Plays every http recipient that the policy names, with a secret that is made at the first start. */
export const openTrialRecipients = async ({
  dataDir,
  clock,
  policy,
  stores: { secrets },
}: {
  dataDir: string;
  clock: Clock;
  policy: Policy;
  stores: EmbeddedStores;
}): Promise<TrialRecipients> => {
  const secretName = (recipient: RecipientName) => `recipient-${recipient}-secret` as const;
  for (const [name, { kind }] of Object.entries(policy.recipients)) {
    const recipient = RecipientName.parse(name);
    if (kind !== "http" || (await isThere(() => secrets.read(secretName(recipient))))) continue;
    await secrets.write(secretName(recipient), `whsec_${randomBytes(32).toString("base64")}`);
  }
  const played = await openPlayedRecipients({
    file: join(dataDir, "played-recipients.json"),
    clock,
    secretOf: async (recipient) => secretsIn(await secrets.read(secretName(recipient)))[0] ?? "",
    seed: () => heldOfSeed(clock),
  });
  const post = postOnThisMachine(exchangeBounds);
  return { played, ports: { recipients: httpRecipients({ secrets, clock, post, playedAt: played.addressOf }) } };
};

const isThere = async (read: () => Promise<string>): Promise<boolean> => {
  try {
    await read();
    return true;
  } catch (error) {
    if (error instanceof SecretMissing) return false;
    throw error;
  }
};

/** The newsletter's readers: everybody of the seed with a verified address. */
const heldOfSeed = (clock: Clock) =>
  Object.fromEntries(
    makeSeed(clock.now()).users.flatMap(({ user_id, email, email_verified, name }, place) =>
      typeof email === "string" && email_verified === true
        ? [[user_id, { email, name: String(name), newsletters: 1 + (place % 7) }] as const]
        : [],
    ),
  );
