import { SecretMissing, type Secrets } from "#ports/secrets/secrets.ts";

/** The agreed Authorization values of the log stream, one a line of the secret; none where no stream is set up. */
export const streamTokensIn = (secrets: Secrets) => async (): Promise<string[]> => {
  try {
    return (await secrets.read("log-stream-tokens")).split("\n").flatMap((line) => line.trim() || []);
  } catch (error) {
    if (error instanceof SecretMissing) return [];
    throw error;
  }
};
