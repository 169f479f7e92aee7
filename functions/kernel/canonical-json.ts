import { hash } from "node:crypto";
import canonicalize from "canonicalize";

/** The RFC 8785 form of a value: the same value is always the same text. Throws TypeError on what JSON cannot carry. */
export const canonical = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("not a JSON value");
  return text;
};

/** SHA-256 over the canonical form, hex. */
export const digestOf = (value: unknown): string => hash("sha256", canonical(value), "hex");
