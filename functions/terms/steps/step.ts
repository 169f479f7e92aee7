import type { Policy } from "#kernel/policy.ts";
import type { TermsDocument } from "#kernel/terms.ts";
import type { Ports } from "#ports/ports.ts";

/** What a step's factory is given: only the ports it names, and the policy. */
export type Needs<K extends keyof Ports> = Pick<Ports, K> & { policy: Policy };

/** What mails need: the texts of the documents, and where people reach their pages. */
export interface Letters {
  documents: readonly TermsDocument[];
  portalUrl: string;
}
