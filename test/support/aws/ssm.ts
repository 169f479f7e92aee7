import { AwsError, type Operations } from "./double.ts";

/** SSM's parameters. A SecureString is given in the clear only to who asks for that. */
export const ssmDouble = (parameters: Map<string, string>): Operations => ({
  GetParameter: ({ Name, WithDecryption }) => {
    const value = parameters.get(String(Name));
    if (value === undefined) throw new AwsError("ParameterNotFound");
    const Value = WithDecryption === true ? value : Buffer.from(`encrypted ${value}`).toString("base64");
    return { Parameter: { Name, Type: "SecureString", Value, Version: 1 } };
  },
});
