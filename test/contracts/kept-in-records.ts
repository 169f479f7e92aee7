import type { MakeRecordsHost } from "../support/records-host.ts";
import { auditContract } from "./audit.ts";
import { bulksContract } from "./bulks.ts";
import { campaignsContract } from "./campaigns.ts";
import { pacerContract } from "./pacer.ts";
import { recordsContract } from "./records.ts";
import { requestsContract } from "./requests.ts";
import { subjectsContract } from "./subjects.ts";
import { termsContract } from "./terms.ts";

/** The contract of the records, and of every port that keeps what it knows in them. */
export const keptInRecordsContracts = (name: string, make: MakeRecordsHost): void => {
  recordsContract(name, make);
  requestsContract(name, make);
  campaignsContract(name, make);
  bulksContract(name, make);
  subjectsContract(name, make);
  termsContract(name, make);
  auditContract(name, make);
  pacerContract(name, make);
};
