import type { Clock } from "#kernel/clock.ts";
import type { Records } from "#ports/records/records.ts";
import type { MailBucket, Pacer } from "./pacer.ts";
import { pacerIn } from "./recorded-pacer.ts";

/** As many as a worker takes up at once, so that the slowest pace still lets one of them go. */
const leastBurst = 25;

/** The pacer of what campaigns mail: a minute's mails at once at most, and in the long run what policy allows. */
export const campaignMailPacer = ({
  records,
  clock,
  perMinute,
}: {
  records: Records;
  clock: Clock;
  perMinute: number;
}): Pacer<MailBucket> =>
  pacerIn({ records, clock, limits: { "campaign-mail": { burst: Math.max(leastBurst, perMinute), perMinute } } });
