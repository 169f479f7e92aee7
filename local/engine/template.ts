import type { Json } from "#kernel/json.ts";
import { type Bindings, compileExpression, type Expression, isExpression, returnedNothing } from "./expressions.ts";
import type { Reach } from "./refusals.ts";

/** A field's value with the expressions in it compiled. */
export type Template =
  | { kind: "literal"; value: Json; json: string }
  | { kind: "expression"; expression: Expression }
  | { kind: "list"; items: Template[] }
  | { kind: "object"; entries: [name: string, value: Template][] };

const literal = (value: Json): Template => ({ kind: "literal", value, json: JSON.stringify(value) });

/** Compiles a field of a state; what is refused in it is added to `problems`, named by its place in the field. */
export const compileTemplate = (value: Json, field: string, reach: Reach, problems: string[]): Template => {
  if (typeof value === "string") {
    if (isExpression(value)) {
      const expression = compileExpression(value, field, reach, problems);
      return expression === undefined ? literal(null) : { kind: "expression", expression };
    }
    if (value.startsWith("{%") || value.endsWith("%}"))
      problems.push(`${field}: '${value}' must begin with {% and end with %}, or do neither`);
    return literal(value);
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compileTemplate(item, `${field}[${index}]`, reach, problems));
    return items.every((item) => item.kind === "literal") ? literal(value) : { kind: "list", items };
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([name, part]): [string, Template] => [
      name,
      compileTemplate(part, `${field}/${name}`, reach, problems),
    ]);
    return entries.every(([, part]) => part.kind === "literal") ? literal(value) : { kind: "object", entries };
  }
  return literal(value);
};

/** JSONata's own functions are functions; those that a story writes are objects with a mark. */
const isFunction = (value: unknown): boolean =>
  typeof value === "function" || (typeof value === "object" && value !== null && "_jsonata_lambda" in value);

/** The value of a template. An expression in it that gives nothing, or a function, fails as on AWS. */
export const evaluateTemplate = async (template: Template, bindings: Bindings): Promise<unknown> => {
  switch (template.kind) {
    case "literal":
      return template.value;
    case "expression": {
      const value = await template.expression.evaluate(bindings);
      if (value === undefined || isFunction(value)) throw returnedNothing(template.expression);
      return value;
    }
    case "list": {
      const items: unknown[] = [];
      for (const item of template.items) items.push(await evaluateTemplate(item, bindings));
      return items;
    }
    case "object": {
      const object: Record<string, unknown> = {};
      for (const [name, part] of template.entries) {
        const value = await evaluateTemplate(part, bindings);
        Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
      }
      return object;
    }
  }
};

/** The value of a template as JSON text, which is how it is kept and passed on. */
export const evaluateToJson = async (template: Template, bindings: Bindings): Promise<string> => {
  if (template.kind === "literal") return template.json;
  const json: string | undefined = JSON.stringify(await evaluateTemplate(template, bindings));
  if (json === undefined && template.kind === "expression") throw returnedNothing(template.expression);
  return json ?? "null";
};
