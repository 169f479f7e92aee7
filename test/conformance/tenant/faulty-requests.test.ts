import { beforeAll, test } from "vitest";
import { operations } from "#local/tenant/management/routes.ts";
import { tenantOfEachTest } from "../../support/tenant.ts";
import { type Contract, readContract } from "./contract.ts";
import { describeAgainst, openApi } from "./documents.ts";
import {
  type Driver,
  driverOf,
  type Exchange,
  exchange,
  leniences,
  type Method,
  nameOf,
  type Question,
  questionOf,
} from "./driver.ts";
import { drives } from "./drives/all.ts";
import { faultyRequests } from "./faulty-requests.ts";

describeAgainst(openApi, "what Auth0's document does not allow is refused, and nothing is done:", () => {
  const at = tenantOfEachTest();
  let contract: Contract;
  beforeAll(() => {
    contract = readContract();
  });

  /** Auth0's list of strategies is long and grows; for one that it does not have, the tenant lists nothing. */
  const mayPass = ({ name, body, faults }: Exchange): boolean =>
    name === "GET /connections" && JSON.stringify(body) === "[]" && faults.every((fault) => fault.includes("strategy"));

  const leniencesTo = async (question: Question): Promise<string[]> => {
    const lenient: string[] = [];
    for (const asked of faultyRequests(question.documented, question.asked)) {
      const met = await exchange(at, { ...question, asked });
      const findings = leniences(met);
      if (findings.length > 0 && !mayPass(met)) lenient.push([met.said, ...findings].join("\n"));
    }
    return lenient;
  };

  /** As any driver; but before the first good request to the operation is made, all faulty ones like it are. */
  const faultsFirst = (name: string, found: (lenient: string[]) => void): Driver => {
    const driver = driverOf(at, contract, () => {});
    let tried = false;
    return {
      ...driver,
      ask: async <T>(status: number, method: Method, path: string, body?: unknown) => {
        const question = questionOf(contract, method, path, body);
        if (!tried && status < 300 && question.name === name) {
          tried = true;
          const before = at.tenant.ledger().length;
          found(await leniencesTo(question));
          if (at.tenant.ledger().length !== before) found(["something was done all the same"]);
        }
        return driver.ask<T>(status, method, path, body);
      },
    };
  };

  test.each(operations.map(nameOf))("%s", async (name) => {
    const lenient: string[] = [];
    await drives[name]?.(faultsFirst(name, (found) => lenient.push(...found)));
    if (lenient.length > 0) throw new Error(lenient.join("\n\n"));
  });
});
