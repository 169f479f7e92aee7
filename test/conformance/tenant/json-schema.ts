import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** What a validator says about a value: nothing, or what is wrong where. */
export type Findings = string[];

const worded = (errors: readonly ErrorObject[]): Findings =>
  errors.map(({ instancePath, message, params }) => `${instancePath || "/"} ${message} ${JSON.stringify(params)}`);

/**
 * Schemas as Auth0 publishes them. Formats of JSON Schema's own are checked; Auth0's own ones (`organization-id` and the like) are
 * published by name only, without a definition, so any text passes for them.
 */
export const schemaChecker = ({ coerceTypes = false }: { coerceTypes?: boolean } = {}) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, coerceTypes, logger: false });
  addFormats.default(ajv);
  // not a format of JSON Schema's; what ajv makes of it refuses every address of this machine
  ajv.addFormat("url", (text) => URL.canParse(text));
  return {
    add: (id: string, document: object): void => void ajv.addSchema(document, id),
    check: (schema: object, value: unknown): Findings => (ajv.validate(schema, value) ? [] : worded(ajv.errors ?? [])),
    compile: (schema: object): ((value: unknown) => Findings) => {
      const validate = ajv.compile(schema);
      return (value) => (validate(value) ? [] : worded(validate.errors ?? []));
    },
  };
};
