import { testCredentials } from "../dynoxide.ts";

/** What every client of a double is made with: nothing leaves 127.0.0.1, and nothing is tried for long. */
export const clientAt = (endpoint: string) => ({
  endpoint,
  region: "eu-central-1",
  credentials: testCredentials,
  maxAttempts: 1,
});
