import { createHash } from "node:crypto";
import { minutes } from "#kernel/duration.ts";
import { millisOf } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Locale } from "#kernel/subject.ts";
import type { Account } from "#ports/identity/identity.ts";
import type { Ports } from "#ports/ports.ts";
import { accessLink } from "./rights-session.ts";
import type { Message } from "./tell.ts";

const context = { purpose: "access" as const, owner: "address" };
/** Of one address, one link in so much time: three an hour. */
const restSeconds = minutes(20);

/**
 * Takes note that somebody asked for a link, and nothing else: the same work for every address, known or not, so that neither answer nor
 * time tells them apart. The address is sealed while it waits to be looked up; a second wish within 20 minutes takes the first one's place.
 */
export const askForAccessLink =
  ({ clock, keys, schedules }: Pick<Ports, "clock" | "keys" | "schedules">) =>
  async (address: string): Promise<void> => {
    const now = clock.now();
    const who = Buffer.from(await keys.mac(`access-link ${address.toLowerCase()}`));
    const slot = Math.floor(millisOf(now) / 1000 / restSeconds);
    const name = createHash("sha256").update(who).update(String(slot)).digest("hex").slice(0, 40);
    const sealed = await keys.seal(Buffer.from(address), context);
    await schedules.once(`access-link-${name}`, now, {
      task: "send-access-link",
      name,
      sealed: Buffer.from(sealed).toString("base64url"),
    });
  };

type Sending = Pick<Ports, "clock" | "keys" | "requests" | "subjects" | "reader" | "notices">;

/**
 * Looks the address up and mails one link for each account that has it verified: nobody else gets anything. Waking twice sends once:
 * the notice goes by the wish's own name.
 */
export const sendAccessLink =
  (ports: Sending, policy: Policy, publicUrl: string) =>
  async ({ name, sealed }: { name: string; sealed: string }): Promise<void> => {
    const { clock, keys, requests, subjects, reader, notices } = ports;
    const address = Buffer.from(await keys.unseal(Buffer.from(sealed, "base64url"), context)).toString();
    const accounts = (await reader.byEmail(address)).filter(
      ({ email, emailVerified }) => emailVerified && email?.toLowerCase() === address.toLowerCase(),
    );
    const [first] = accounts;
    if (first?.email === undefined) return;
    const links = await Promise.all(
      accounts.map(async (account) => ({
        login: loginsOf(account),
        url: `${publicUrl}/access/${await accessLink({ clock, keys })(account, policy.rightsSession.link)}`,
      })),
    );
    await notices.send({
      key: `access-link/${name}`,
      to: first.email,
      ...letter(first.locale ?? policy.locales[0] ?? "en", links, policy),
    });
    for (const { userId } of accounts) {
      const ref = await subjects.refOf(userId);
      const entry = { event: "access-link-sent", at: clock.now(), actor: "person", facts: { subjectRef: ref } };
      await requests.changeSubject(ref, () => ({ outcome: undefined, audit: [entry] }));
    }
  };

/** The logins of an account in words: over which connections people get in. */
const loginsOf = ({ identities }: Account): string =>
  [...new Set(identities.map(({ connection }) => connection))].join(", ");

const letter = (
  locale: Locale,
  links: { login: string; url: string }[],
  { controller, rightsSession }: Policy,
): Message => {
  const minutesLeft = Math.round(rightsSession.link / 60);
  const list = links.map(({ login, url }) => `${login}:\n${url}`).join("\n\n");
  return locale === "de"
    ? {
        subject: "Ihr Link zu Ihren Datenschutzrechten",
        text: [
          "Sie haben uns gebeten, Ihnen ohne Anmeldung Zugang zu Ihren Datenschutzrechten zu geben. Dieser Link gilt einmal und " +
            `${minutesLeft} Minuten lang:`,
          list,
          "Waren Sie das nicht, müssen Sie nichts tun. Ohne den Link kommt niemand weiter.",
          `Fragen: ${controller.contact}\n${controller.name}`,
        ].join("\n\n"),
      }
    : {
        subject: "Your link to your privacy rights",
        text: [
          `You asked for access to your privacy rights without signing in. This link works once, for ${minutesLeft} minutes:`,
          list,
          "If that was not you, there is nothing to do. Nobody gets any further without the link.",
          `Questions: ${controller.contact}\n${controller.name}`,
        ].join("\n\n"),
      };
};
