import { days } from "./duration.ts";
import { type Instant, plus, reached, secondsUntil } from "./instant.ts";
import type { PrivacyRequest } from "./request.ts";

/** Step Functions wants at least one second; a time that is over waits that one second. */
export const waitSeconds = (now: Instant, until: Instant): number => Math.max(1, secondsUntil(now, until));

const interimAgain = days(7);

/** How long to wait for the officers at a stretch: until the due date, and after it a week at a time. */
export const decideUntil = (request: Pick<PrivacyRequest, "dueAt">, now: Instant): Instant =>
  reached(request.dueAt, now) ? plus(now, interimAgain) : request.dueAt;
