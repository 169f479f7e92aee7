import { describe } from "vitest";
import type { MakeRecordsHost } from "../support/records-host.ts";
import { acceptContract } from "./requests/accept.ts";
import { changeContract } from "./requests/change.ts";
import { exclusionContract } from "./requests/exclusion.ts";
import { listsContract } from "./requests/lists.ts";
import { recipientsContract } from "./requests/recipients.ts";
import { subjectAndSwitchContract } from "./requests/subject-and-switch.ts";

/** What requests must do over any table. */
export const requestsContract = (name: string, make: MakeRecordsHost) =>
  describe(`requests: ${name}`, () => {
    acceptContract(make);
    listsContract(make);
    changeContract(make);
    exclusionContract(make);
    recipientsContract(make);
    subjectAndSwitchContract(make);
  });
