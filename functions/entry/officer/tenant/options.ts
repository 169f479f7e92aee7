import type { Policy } from "#kernel/policy.ts";
import type { TermsDocument } from "#kernel/terms.ts";
import type { Ports } from "#ports/ports.ts";
import type { StoryGraph } from "../model.ts";

/** What the doors need that look at the tenant. */
export interface TenantDoorOptions {
  ports: Pick<
    Ports,
    | "clock"
    | "requests"
    | "subjects"
    | "workflows"
    | "keys"
    | "tokens"
    | "audit"
    | "schedules"
    | "events"
    | "terms"
    | "campaigns"
    | "bulks"
    | "lists"
    | "reader"
  >;
  policy: Policy;
  /** Every version of every document that this installation has the text of. */
  documents: readonly TermsDocument[];
  /** Each story as a graph, by its name. */
  stories: Record<string, StoryGraph>;
}
