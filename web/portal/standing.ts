import type { Request } from "../shared/client/index.ts";
import type { Messages } from "./messages/en.ts";

type Status = Request["status"];
/** What a kind of request says more exactly than all kinds do. */
type OfKind = Partial<
  Record<Request["kind"], { status: Partial<Record<Status, string>>; explained: Partial<Record<Status, string>> }>
>;

/** Where a request stands and what that means, in its kind's own words where it has some. */
export const standingOf = (
  { kind, status }: Pick<Request, "kind" | "status">,
  say: Messages,
): { title: string; text: string } => {
  const own = (say.ofKind as OfKind)[kind];
  return {
    title: own?.status[status] ?? say.status[status],
    text: own?.explained[status] ?? say.explained[status],
  };
};
