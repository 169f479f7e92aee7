import * as z from "zod";
import { json } from "./answer.ts";
import type { ApiOptions } from "./api.ts";
import { DeletionTerms, deletionTermsOf, KeySet, PublicKey } from "./model.ts";
import { open, type Route } from "./route.ts";

const mayBeKept = { "cache-control": "public, max-age=300" };

/** What everybody may read. */
export const publicRoutes = ({
  ports,
  policy,
  description,
}: Pick<ApiOptions, "ports" | "policy" | "description">): Route[] => {
  let document: string | undefined;
  return [
    open(
      {
        method: "GET",
        path: "/deletion-terms",
        operationId: "readDeletionTerms",
        summary: "What becomes of an account that is deleted, and who answers for it",
        answer: { status: 200, description: "The terms.", type: "application/json", schema: DeletionTerms },
        problems: [],
      },
      async () => json(200, deletionTermsOf(policy), mayBeKept),
    ),
    open(
      {
        method: "GET",
        path: "/.well-known/jwks.json",
        operationId: "readKeys",
        summary: "The public keys with which receipts were signed",
        answer: { status: 200, description: "A JWK Set (RFC 7517).", type: "application/jwk-set+json", schema: KeySet },
        problems: [],
      },
      async () => {
        const keys = await ports.keys.publicKeys();
        const body = { keys: keys.map((key) => PublicKey.parse(key)) };
        return json(200, body, { ...mayBeKept, "content-type": "application/jwk-set+json" });
      },
    ),
    open(
      {
        method: "GET",
        path: "/openapi.json",
        operationId: "readDescription",
        summary: "This description",
        answer: {
          status: 200,
          description: "An OpenAPI 3.1 document.",
          type: "application/json",
          schema: z.looseObject({ openapi: z.string() }),
        },
        problems: [],
      },
      async () => {
        document ??= JSON.stringify(await description());
        return { statusCode: 200, headers: { "content-type": "application/json", ...mayBeKept }, body: document };
      },
    ),
  ];
};
