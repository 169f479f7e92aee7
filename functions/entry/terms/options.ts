import type { Policy } from "#kernel/policy.ts";
import type { TermsDocument } from "#kernel/terms.ts";
import type { Ports } from "#ports/ports.ts";
import type { Secrets } from "#ports/secrets/secrets.ts";
import type { Log } from "#runtime/log.ts";

/** What the doors for documents need. */
export interface TermsOptions {
  ports: Pick<Ports, "clock" | "keys" | "requests" | "subjects" | "terms" | "flags" | "tokens"> & {
    secrets: Pick<Secrets, "read">;
  };
  policy: Policy;
  documents: readonly TermsDocument[];
  /** Where people reach the API. */
  publicUrl: string;
  /** Where people reach the portal: a No to new terms offers export and deletion there. */
  portalUrl: string;
  /** The tenant, as in `iss`, with its slash at the end. */
  issuer: string;
  log: Log;
}
