// Run as a process of its own: accepts requests without end, eight at a time, and prints the id of each once it is accepted.
import { newSubjectRef } from "#kernel/ids.ts";
import { instantOf } from "#kernel/instant.ts";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { requestsIn } from "#ports/requests/recorded-requests.ts";
import { acceptanceOf, received } from "./acceptances.ts";
import { woundClock } from "./wound-clock.ts";

const [file = ""] = process.argv.slice(2);
const records = openSqliteRecords({ file, durability: "full" });
const requests = requestsIn({ records, clock: woundClock() });

const acceptWithoutEnd = async (): Promise<void> => {
  for (;;) {
    const request = received(newSubjectRef(), instantOf(Date.UTC(2026, 10, 24)));
    const { accepted } = await requests.accept(acceptanceOf(request));
    if (!accepted) throw new Error("not accepted");
    process.stdout.write(`${request.requestId}\n`);
  }
};

await Promise.all(Array.from({ length: 8 }, acceptWithoutEnd));
