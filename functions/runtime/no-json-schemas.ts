const none = () => (): never => {
  throw new Error("The description of the API is written when the functions are bundled, not when they run.");
};

/** What zod's schemas ask of its writer of JSON Schemas: the bundles carry this in its place. */
export const createToJSONSchemaMethod = none;
export const createStandardJSONSchemaMethod = none;
