import { isUtf8 } from "node:buffer";
import type { Json } from "./json.ts";

/** How much a surface is willing to take in, whatever the sender says. */
export interface JsonLimits {
  bytes: number;
  /** A plain value has depth 0, `[]` and `{}` have depth 1. */
  depth: number;
  /** Members of all objects together. */
  keys: number;
}

export type UnsafeJsonReason =
  | "too-large"
  | "invalid-utf8"
  | "too-deep"
  | "too-many-keys"
  | "malformed"
  | "duplicate-key"
  | "forbidden-key";

/** The bytes are not JSON that can be taken in; `reason` says why. The message never quotes the input. */
export class UnsafeJson extends Error {
  override readonly name = "UnsafeJson" as const;
  readonly reason: UnsafeJsonReason;
  constructor(reason: UnsafeJsonReason) {
    super(`not acceptable as JSON: ${reason}`);
    this.reason = reason;
  }
}

/**
 * The one JSON parser for what comes from outside. It takes what `JSON.parse` takes, in bounded time and memory, less what two readers
 * could understand differently: repeated names, bytes that are not UTF-8, and `__proto__`, which a careless copy would turn into an
 * object's prototype. (`constructor` and `prototype` arrive as own members and change nothing; schemas drop them.) A byte order mark
 * is malformed, as for `JSON.parse`: RFC 8259 forbids senders to add one. Throws `UnsafeJson`.
 */
export const parseBoundedJson = (bytes: Uint8Array, limits: JsonLimits): Json => {
  if (bytes.byteLength > limits.bytes) throw new UnsafeJson("too-large");
  if (!isUtf8(bytes)) throw new UnsafeJson("invalid-utf8");
  const announced = scan(bytes, limits);
  const value = parse(bytes);
  if (membersOf(value) !== announced) throw new UnsafeJson("duplicate-key");
  return value;
};

const parse = (bytes: Uint8Array): Json => {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch {
    throw new UnsafeJson("malformed");
  }
};

/**
 * Walks the bytes once, before anything is built from them, and counts the colons outside of strings: in well-formed JSON, the
 * members it announces. Whether it is well-formed is left to `JSON.parse`.
 */
const scan = (bytes: Uint8Array, limits: JsonLimits): number => {
  const { length } = bytes;
  let depth = 0;
  let keys = 0;
  for (let at = 0; at < length; at += 1) {
    switch (bytes[at]) {
      case 0x22: // a string: on to its closing quote, stepping over whatever a backslash escapes
        for (at += 1; at < length && bytes[at] !== 0x22; at += 1) if (bytes[at] === 0x5c) at += 1;
        break;
      case 0x3a: // :
        keys += 1;
        if (keys > limits.keys) throw new UnsafeJson("too-many-keys");
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth += 1;
        if (depth > limits.depth) throw new UnsafeJson("too-deep");
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
        break;
    }
  }
  return keys;
};

/**
 * The members that the value has. A repeated name leaves one member of two, and takes with it all that the earlier one held: so the
 * value has fewer members than the text announced exactly when some name was repeated. Recursion is bounded by the depth limit.
 */
const membersOf = (value: Json): number => {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === "object" && item !== null) count += membersOf(item);
    return count;
  }
  for (const key of Object.keys(value)) {
    if (key === "__proto__") throw new UnsafeJson("forbidden-key");
    count += 1;
    const member = value[key];
    if (typeof member === "object" && member !== null) count += membersOf(member);
  }
  return count;
};
