import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type * as z from "zod";
import { type JsonLimits, parseBoundedJson, UnsafeJson, type UnsafeJsonReason } from "#kernel/bounded-json.ts";
import { Problem, type ProblemName } from "./problems.ts";

/** No body of this door is larger than a few fields, unless its route says so. */
const limits = { bytes: 16 * 1024, depth: 8, keys: 100 };

/** The body, parsed by the route's schema. Refuses by media type, size, form and content, in this order. */
export const readBody = <T>(event: APIGatewayProxyEventV2, schema: z.ZodType<T>, most: JsonLimits = limits): T => {
  requireJson(event.headers);
  return parseJsonBody(bytesOf(event, most), schema, most);
};

/** Bytes that are known to be meant as JSON, by the same rules; a door that takes more says how much. */
export const parseJsonBody = <T>(bytes: Uint8Array, schema: z.ZodType<T>, most: JsonLimits = limits): T => {
  const parsed = schema.safeParse(parsedJson(bytes, most));
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(saidOf).slice(0, 10);
  throw new Problem("invalid-body", { errors, detail: errors.length === 1 ? errors[0]?.detail : undefined });
};

const jsonType = /^application\/json[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*;?[ \t]*)?$/i;

const requireJson = (headers: APIGatewayProxyEventV2["headers"]): void => {
  if (!jsonType.test(headers["content-type"]?.trim() ?? "")) throw new Problem("unsupported-media-type");
  if ((headers["content-encoding"] ?? "identity").trim().toLowerCase() !== "identity") {
    throw new Problem("unsupported-media-type", {
      detail: "Send the body as it is, without a Content-Encoding.",
      headers: { "accept-encoding": "identity" },
    });
  }
};

const bytesOf = ({ body, isBase64Encoded }: APIGatewayProxyEventV2, most: JsonLimits): Uint8Array => {
  if (typeof body !== "string" || body === "") throw unreadable("malformed");
  // as base64 a body of the largest size is longer by a third; what is longer still is not decoded at all
  if (body.length > most.bytes * 2) throw unreadable("too-large");
  return Buffer.from(body, isBase64Encoded === true ? "base64" : "utf8");
};

const parsedJson = (bytes: Uint8Array, most: JsonLimits): unknown => {
  try {
    return parseBoundedJson(bytes, most);
  } catch (error) {
    throw error instanceof UnsafeJson ? unreadable(error.reason) : error;
  }
};

const unreadableBecause: Record<UnsafeJsonReason, [ProblemName, detail?: string]> = {
  "too-large": ["body-too-large"],
  "too-deep": ["body-too-large"],
  "too-many-keys": ["body-too-large"],
  "invalid-utf8": ["malformed-body", "The body is not UTF-8 text. Send it as JSON in UTF-8."],
  malformed: ["malformed-body"],
  "duplicate-key": ["malformed-body", "A field is named twice. Send each field once."],
  "forbidden-key": ["invalid-body", "A field has a name that is never taken. Send the documented fields only."],
};

const unreadable = (reason: UnsafeJsonReason): Problem => {
  const [name, detail] = unreadableBecause[reason];
  return new Problem(name, { detail });
};

/** An issue in our words. Names of fields are repeated only where they are plain; values never are. */
const saidOf = (issue: z.core.$ZodIssue): { pointer: string; detail: string }[] => {
  if (issue.code !== "unrecognized_keys") return [{ pointer: pointerOf(issue.path), detail: issue.message }];
  return issue.keys.map((key) => ({
    pointer: pointerOf([...issue.path, key]),
    detail: `${plainName(key)} is not a field that is taken here. Leave it out.`,
  }));
};

const plainName = (part: PropertyKey): string =>
  /^[\w.-]{1,64}$/.test(String(part)) ? String(part) : "(unusual name)";
const pointerOf = (path: PropertyKey[]): string => path.map((part) => `/${plainName(part)}`).join("");

/** The query, parsed by the route's schema: names that are not known or come twice are refused, so that nobody takes a filter for working. */
export const readQuery = <T>(event: APIGatewayProxyEventV2, schema: z.ZodType<T>): T => {
  const asked = new URLSearchParams(event.rawQueryString ?? "");
  const names = new Set(asked.keys());
  const parsed = schema.safeParse(Object.fromEntries(asked));
  if (names.size === asked.size && parsed.success) return parsed.data;
  throw malformedQuery(parsed.success ? "A query parameter is given twice." : queryFault(parsed.error));
};

const queryFault = ({ issues }: z.ZodError): string =>
  issues.some((issue) => issue.code === "unrecognized_keys")
    ? "A query parameter is not known here."
    : `A query parameter cannot be used: ${issues[0]?.message}.`;

export const malformedQuery = (fault: string): Problem =>
  new Problem("malformed-query", {
    detail: `${fault} Ask with limit (1 to 100) and cursor (from the page before) only.`,
  });
