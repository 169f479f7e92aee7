import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod";
import { Problem } from "./problems.ts";

const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,64}$/);

/** The header by which a caller names a call, so that a repeated one is recognised. */
export const IdempotencyHeader = z.object({
  "Idempotency-Key": IdempotencyKey.optional().meta({
    description: "Your own name for this call; kept for 24 hours.",
  }),
});

/** The caller's name for this call; undefined where it has none. */
export const idempotencyKeyOf = ({ headers }: Pick<APIGatewayProxyEventV2, "headers">): string | undefined => {
  const given = headers["idempotency-key"];
  if (given === undefined) return undefined;
  const key = IdempotencyKey.safeParse(given);
  if (!key.success) throw new Problem("malformed-idempotency-key");
  return key.data;
};
