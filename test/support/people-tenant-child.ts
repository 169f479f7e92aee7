// Run as a process of its own: a tenant with so many people, as `campaignPeople` makes them, so that the memory of whoever asks it is theirs.
import { campaignPeople } from "./campaign-people.ts";
import { factsOf, openPeopleTenant } from "./people-tenant.ts";

const tenant = await openPeopleTenant(campaignPeople(Number(process.argv[2])));
process.stdout.write(`${JSON.stringify(factsOf(tenant))}\n`);
