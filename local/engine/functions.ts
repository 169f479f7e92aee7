import { createHash } from "node:crypto";
import type jsonata from "jsonata";

const algorithms: Record<string, string> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** More elements than fit in any payload; stops a range before it is built. */
const rangeLimit = 360_145;

const partition = (items: unknown[] | undefined, size: number | undefined): unknown[][] | undefined => {
  const step = Math.trunc(size ?? 0);
  if (items === undefined || items.length === 0 || step === 0) return undefined;
  if (step < 0) throw new RangeError("The chunk size must be a positive number");
  return Array.from({ length: Math.ceil(items.length / step) }, (_, index) =>
    items.slice(index * step, (index + 1) * step),
  );
};

const range = (
  first: number | undefined,
  last: number | undefined,
  step: number | undefined,
): number[] | number | undefined => {
  if (first === undefined || last === undefined || step === undefined) return undefined;
  const [from, to, by] = [Math.trunc(first), Math.trunc(last), Math.trunc(step)];
  const length = by === 0 ? 0 : Math.floor((to - from) / by) + 1;
  if (length < 1) return undefined;
  if (length > rangeLimit) throw new RangeError("Expression evaluation memory limit exceeded");
  return length === 1 ? from : Array.from({ length }, (_, index) => from + index * by);
};

const hash = (text: string | undefined, algorithm: string | undefined): string | undefined => {
  if (text === undefined || algorithm === undefined) return undefined;
  const known = algorithms[algorithm];
  if (known === undefined) throw new RangeError(`'${algorithm}' is not a supported hash algorithm`);
  return createHash(known).update(text).digest("hex");
};

const parse = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

/**
 * The functions Step Functions adds to JSONata, but for `$random` and `$uuid`, which stories may not use: a run must come to the
 * same state when it is replayed. Arguments are cut towards zero, and an empty answer is "nothing", both as measured on AWS.
 */
export const addFunctions = (expression: jsonata.Expression): void => {
  expression.registerFunction("partition", partition, "<a?n?:a>");
  expression.registerFunction("range", range, "<n?n?n?:x>");
  expression.registerFunction("hash", hash, "<s?s?:s>");
  expression.registerFunction("parse", parse, "<s?:x>");
};
