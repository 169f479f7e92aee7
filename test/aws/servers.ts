import { describe } from "vitest";

/** Where another's AWS listens; test/aws/run.mjs sets it. */
const addressOf = (variable: string): string => process.env[variable] ?? "";

export const moto = { name: "moto", url: addressOf("MOTO_URL") };
export const dynamoLocal = { name: "DynamoDB Local", url: addressOf("DYNAMODB_LOCAL_URL") };

/** As vitest's `describe`; without the server its tests are reported as skipped, under a name that says why. */
export const describeAgainst = ({ name, url }: typeof moto, what: string, tests: (url: string) => void): void => {
  if (url === "") describe.skip(`${what}: skipped, ${name} is not there`, () => tests("http://127.0.0.1:1"));
  else describe(`${what}, against ${name}`, () => tests(url));
};
