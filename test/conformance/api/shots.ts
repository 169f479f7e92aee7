import { randomFrom } from "#local/seed/random.ts";

/** As much of an OpenAPI document as is needed to make calls from it. */
export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}
interface Operation {
  requestBody?: { content: Record<string, { schema: Schema }> };
  parameters?: { name: string; in: string }[];
}
interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  enum?: unknown[];
  const?: unknown;
}

export interface Shot {
  method: string;
  path: string;
  headers: Record<string, string>;
  query: string;
  raw: string | Uint8Array | undefined;
}

const hostileTexts = [
  "__proto__",
  "../..",
  "%00",
  "\u0000",
  "\uD800",
  "{{7*7}}",
  "' OR 1=1 --",
  "a".repeat(5000),
  "🙂",
  "",
] as const;
const otherMethods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"] as const;
const otherTypes = ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1", ""] as const;

/** An endless row of calls, always the same from the same seed: one in three as the document wants it, the others bent somewhere. */
export const shooter = (
  document: Document,
  { token, requestId, seed }: { token: string; requestId: string; seed: number },
): (() => Shot) => {
  const random = randomFrom(seed);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const [first, ...rest] = operations;
  if (first === undefined) throw new Error("the document has no operations");

  const valueFor = (given: Schema): unknown => {
    const named = given.$ref?.replace("#/components/schemas/", "");
    const schema = named === undefined ? given : (document.components?.schemas?.[named] ?? {});
    if (random.chance(0.1)) return random.pick<unknown>([null, -1, 1e308, [], {}, true, ...hostileTexts]);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return schema.enum[random.below(schema.enum.length)];
    if (schema.properties === undefined) return random.pick(["deletion", "export", ...hostileTexts]);
    const body = Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, valueFor(each)]));
    return random.chance(0.1) ? { ...body, [random.pick(hostileTexts)]: random.hex(8) } : body;
  };

  /** Changes, drops or doubles a few bytes. */
  const bent = (bytes: Uint8Array): Uint8Array => {
    const changed = [...bytes];
    for (let times = 1 + random.below(4); times > 0; times -= 1) {
      const place = random.below(changed.length + 1);
      const change = random.below(3);
      if (change === 0) changed[place] = random.below(256);
      else if (change === 1) changed.splice(place, 1 + random.below(8));
      else changed.splice(place, 0, ...changed.slice(place, place + 1 + random.below(64)), random.below(256));
    }
    return Uint8Array.from(changed);
  };
  const bentText = (text: string): string => Buffer.from(bent(Buffer.from(text))).toString("latin1");

  const bodyOf = ({ requestBody }: Operation): string | Uint8Array | undefined => {
    const [content] = Object.values(requestBody?.content ?? {});
    if (content === undefined) return random.chance(0.05) ? "{}" : undefined;
    const text = JSON.stringify(valueFor(content.schema)) ?? "";
    if (random.chance(0.02)) return `${text}${" ".repeat(random.below(40_000))}`;
    if (random.chance(0.02)) return "[".repeat(1 + random.below(5000));
    return random.chance(0.5) ? text : bent(Buffer.from(text));
  };

  return () => {
    const { path, method, operation } = random.pick([first, ...rest]);
    const filled = path.replace(/\{\w+\}/g, () =>
      random.pick([requestId, requestId, random.hex(26).toUpperCase(), ...hostileTexts]),
    );
    const raw = bodyOf(operation);
    const headers: Record<string, string> = {};
    if (!random.chance(0.05)) headers.authorization = `Bearer ${random.chance(0.05) ? bentText(token) : token}`;
    if (raw !== undefined) headers["content-type"] = random.chance(0.05) ? random.pick(otherTypes) : "application/json";
    if (random.chance(0.1)) headers["idempotency-key"] = random.pick([random.hex(16), ...hostileTexts]);
    if (random.chance(0.05)) headers.origin = random.pick(["https://portal.example.com", ...hostileTexts]);
    return {
      method: random.chance(0.05) ? random.pick(otherMethods) : method,
      path: random.chance(0.1) ? bentText(filled) : filled,
      headers,
      query: random.chance(0.1) ? bentText("limit=10&cursor=AAAA") : "",
      raw,
    };
  };
};
