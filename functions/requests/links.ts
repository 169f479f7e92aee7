import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { RequestId } from "#kernel/ids.ts";
import { type Instant, reached } from "#kernel/instant.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";

/** What a mailed link lets its holder do with one request, without signing in. */
export const LinkPurpose = z.enum(["withdraw", "confirm", "object", "contest"]);
export type LinkPurpose = z.infer<typeof LinkPurpose>;

/** A few of each: a message that was possibly sent twice had two, and both must work. */
const mostOfOnePurpose = 6;

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/**
 * Makes a link for one request and purpose, and answers with its token. 256 random bits, of which only the hash is kept: whoever reads
 * the store cannot use it (I20). It names nobody.
 */
export const makeLink =
  ({ clock, requests }: Pick<Ports, "clock" | "requests">) =>
  async (requestId: RequestId, purpose: LinkPurpose, until: Instant): Promise<string> => {
    const secret = randomBytes(32).toString("base64url");
    await requests.change(requestId, ({ request }) => {
      const links = request.links ?? [];
      const same = links.filter((link) => link.purpose === purpose).slice(1 - mostOfOnePurpose);
      const others = links.filter((link) => link.purpose !== purpose);
      return {
        outcome: undefined,
        request: { ...request, links: [...others, ...same, { purpose, hash: hashOf(secret), until }] },
        audit: [{ event: "link-made", at: clock.now(), actor: "system", facts: { purpose, until } }],
      };
    });
    return `${requestId}.${purpose}.${secret}`;
  };

/** What a token is good for; undefined for one that was never made, is for something else, or whose time is over. */
export const linkIn =
  ({ clock, requests }: Pick<Ports, "clock" | "requests">) =>
  async (token: string): Promise<{ request: PrivacyRequest; purpose: LinkPurpose } | undefined> => {
    const [id, named, secret, more] = token.split(".");
    const requestId = RequestId.safeParse(id);
    const purpose = LinkPurpose.safeParse(named);
    if (!requestId.success || !purpose.success || !/^[\w-]{43}$/.test(secret ?? "") || more !== undefined)
      return undefined;
    const request = await requests.find(requestId.data);
    const hash = Buffer.from(hashOf(secret ?? ""));
    const link = request?.links?.find(
      (each) => each.purpose === purpose.data && timingSafeEqual(Buffer.from(each.hash), hash),
    );
    if (request === undefined || link === undefined || reached(link.until, clock.now())) return undefined;
    return { request, purpose: purpose.data };
  };

/** Where a link is, from outside. */
export const linkUrl = (publicUrl: string, token: string): string => `${publicUrl}/links/${token}`;
