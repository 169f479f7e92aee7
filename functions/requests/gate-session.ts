import { jwtVerify, SignJWT } from "jose";
import { type GateAnswer, GateSession, gateSecretsIn } from "#kernel/gate.ts";
import { UserId } from "#kernel/ids.ts";
import { instantOf, millisOf } from "#kernel/instant.ts";
import type { Ports } from "#ports/ports.ts";
import type { Secrets } from "#ports/secrets/secrets.ts";

// The gate sends people to the terms page with a token that it signs, and goes by an answer that the page signs, both with a secret that
// nobody else has. The token, and no login of ours, is the right to the page.

/** What the gate asked, of whom, and by which of the live secrets. */
export interface OpenGateSession extends GateSession {
  userId: UserId;
  /** Of the login that waits for the answer. */
  state: string;
  secret: string;
}

type Needs = Pick<Ports, "clock" | "terms"> & { secrets: Pick<Secrets, "read"> };

/** The gate's tokens live for an hour by the tenant's clock, which may be a little ahead; one that says it lives longer is none of them. */
const longestSeconds = 3600 + 120;
const answerSeconds = 300;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * The session of a token. Undefined when it is forged, over, not the gate's, or was used before with another login: a token belongs to the
 * first `state` it comes with.
 */
export const gateSession =
  ({ clock, terms, secrets }: Needs) =>
  async (token: string, state: string): Promise<OpenGateSession | undefined> => {
    if (token.length > 4096 || !/^[\x21-\x7e]{1,2048}$/.test(state)) return undefined;
    for (const secret of gateSecretsIn(await secrets.read("terms-gate-secret"))) {
      const claims = await claimsIn(token, secret, millisOf(clock.now()));
      const session = GateSession.safeParse(claims);
      const userId = UserId.safeParse(session.data?.sub);
      if (!session.success || !userId.success) continue;
      const { jti, exp } = session.data;
      if (exp * 1000 > millisOf(clock.now()) + longestSeconds * 1000) return undefined;
      if (!(await terms.bindToLogin(jti, state, instantOf(exp * 1000)))) return undefined;
      return { ...session.data, userId: userId.data, state, secret };
    }
    return undefined;
  };

const claimsIn = async (token: string, secret: string, now: number): Promise<unknown> => {
  try {
    const { payload } = await jwtVerify(token, bytes(secret), {
      algorithms: ["HS256"],
      currentDate: new Date(now),
      requiredClaims: ["exp", "sub"],
    });
    return payload;
  } catch {
    return undefined; // whatever is wrong with it, it is no right to anything
  }
};

/** The page's answer, for the one login that asked. */
export const signGateAnswer =
  ({ clock }: Pick<Ports, "clock">) =>
  (
    { sub, state, secret, version }: OpenGateSession,
    answer: Omit<GateAnswer, "purpose" | "version">,
  ): Promise<string> => {
    const now = Math.floor(millisOf(clock.now()) / 1000);
    const claims: GateAnswer = { purpose: "terms-answer", version, ...answer };
    return new SignJWT({ ...claims, state })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .setSubject(sub)
      .setIssuedAt(now)
      .setExpirationTime(now + answerSeconds)
      .sign(bytes(secret));
  };
