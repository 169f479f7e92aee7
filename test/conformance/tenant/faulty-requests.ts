import type { Asked, Documented } from "./contract.ts";

/** One of these is wrong wherever a document asks for anything. */
const strangeTexts = ["", "x", "-1", "0", "1.5", "101", "1001", "x".repeat(400)];
const strangeValues = [...strangeTexts, null, 5, -5, true, [], [5], [""], {}, { unknown: "x" }, [{}]];

const withQuery = (query: URLSearchParams, name: string, value: string | undefined): URLSearchParams => {
  const changed = new URLSearchParams(query);
  changed.delete(name);
  if (value !== undefined) changed.set(name, value);
  return changed;
};

const inPath = ({ parameters }: Documented, asked: Asked): Asked[] =>
  parameters
    .filter((parameter) => parameter.in === "path")
    .flatMap(({ name }) =>
      strangeTexts.filter(Boolean).map((value) => ({ ...asked, params: { ...asked.params, [name]: value } })),
    );

const inQuery = ({ parameters }: Documented, asked: Asked): Asked[] =>
  parameters
    .filter((parameter) => parameter.in === "query")
    .flatMap(({ name }) =>
      [undefined, ...strangeTexts].map((value) => ({ ...asked, query: withQuery(asked.query, name, value) })),
    );

const inBody = ({ body }: Documented, asked: Asked): Asked[] => {
  if (body === undefined) return [];
  const sent = (asked.body ?? {}) as Record<string, unknown>;
  const known = Object.keys((body.properties ?? {}) as object);
  const without = Object.keys(sent).map((name) => ({ ...sent, [name]: undefined }));
  const changed = [...known, "unknown"].flatMap((name) => strangeValues.map((value) => ({ ...sent, [name]: value })));
  const whole = [[], "x", 5, {}];
  return [...without, ...changed, ...whole].map((value) => ({
    ...asked,
    // as it will be sent: what is undefined is not there
    body: JSON.parse(JSON.stringify(value)) as unknown,
  }));
};

/** Requests like a good one, each with one thing that the document does not allow. */
export const faultyRequests = (documented: Documented, good: Asked): Asked[] =>
  [...inPath(documented, good), ...inQuery(documented, good), ...inBody(documented, good)].filter(
    (asked) => documented.checkRequest(asked).length > 0,
  );
