import { randomBytes } from "node:crypto";
import * as z from "zod";
import { UserId } from "#kernel/ids.ts";
import { Instant, plus, reached } from "#kernel/instant.ts";
import { type Keys, SealBroken } from "#ports/keys/keys.ts";
import type { Ports } from "#ports/ports.ts";
import type { Caller } from "#ports/tokens/tokens.ts";

// A person who cannot sign in proves who they are by a link to a verified address. The link is used once, for a session of minutes that
// allows what is their own right and nothing else. Both are sealed by our own keys: nothing of them is stored but that a link was used.

const Ticket = z.object({
  userId: UserId,
  /** Of the account when the link was mailed: a later account under the same id is somebody else (I7). */
  createdAt: Instant,
  until: Instant,
  /** Of this very link or session. */
  nonce: z.string(),
});
type Ticket = z.infer<typeof Ticket>;
type Kind = "link" | "session";

const contextOf = (kind: Kind) => ({ purpose: "access" as const, owner: kind });

const seal = async (keys: Pick<Keys, "seal">, kind: Kind, ticket: Omit<Ticket, "nonce">): Promise<string> => {
  const content = { ...ticket, nonce: randomBytes(16).toString("base64url") };
  return Buffer.from(await keys.seal(Buffer.from(JSON.stringify(content)), contextOf(kind))).toString("base64url");
};

/** Undefined for what was not sealed here, for something else, or whose time is over. `Busy` when the keys cannot be had. */
const unseal = async (
  { clock, keys }: Pick<Ports, "clock" | "keys">,
  kind: Kind,
  token: string,
): Promise<Ticket | undefined> => {
  if (!/^[\w-]{40,2000}$/.test(token)) return undefined;
  try {
    const content = await keys.unseal(Buffer.from(token, "base64url"), contextOf(kind));
    const ticket = Ticket.parse(JSON.parse(Buffer.from(content).toString()));
    return reached(ticket.until, clock.now()) ? undefined : ticket;
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
};

/** The token of a one-time link for the owner of an account. */
export const accessLink =
  ({ clock, keys }: Pick<Ports, "clock" | "keys">) =>
  ({ userId, createdAt }: Pick<Ticket, "userId" | "createdAt">, seconds: number): Promise<string> =>
    seal(keys, "link", { userId, createdAt, until: plus(clock.now(), seconds) });

/** True when the link could be used now: looking does not use it up. */
export const isAccessLink =
  (ports: Pick<Ports, "clock" | "keys">) =>
  async (token: string): Promise<boolean> =>
    (await unseal(ports, "link", token)) !== undefined;

/** Uses the link up and answers with the token of a session; undefined for a link that is over, was used, or never was. */
export const openSession =
  ({ clock, keys, requests }: Pick<Ports, "clock" | "keys" | "requests">) =>
  async (linkToken: string, seconds: number): Promise<string | undefined> => {
    const ticket = await unseal({ clock, keys }, "link", linkToken);
    if (ticket === undefined) return undefined;
    // kept as long as the link itself would be good
    if (!(await requests.firstUse(`access-link ${ticket.nonce}`, ticket.until))) return undefined;
    const { userId, createdAt } = ticket;
    return sessionPrefix + (await seal(keys, "session", { userId, createdAt, until: plus(clock.now(), seconds) }));
  };

/** Tells a session's token from a tenant's at first sight. */
export const sessionPrefix = "hrs_";

/** Who calls by a session: the person, with no permission of an officer and no login that could be fresh. Undefined when it is over. */
export const sessionCaller =
  (ports: Pick<Ports, "clock" | "keys">) =>
  async (token: string): Promise<Caller | undefined> => {
    const ticket = await unseal(ports, "session", token.slice(sessionPrefix.length));
    if (ticket === undefined) return undefined;
    const { userId, createdAt } = ticket;
    return { userId, accountCreatedAt: createdAt, permissions: [], federated: false, bySession: true };
  };
