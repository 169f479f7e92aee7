import { describe, expect, test } from "vitest";
import { functionRights } from "#runtime/functions.ts";
import { EnvironmentFault, readEnvironment, variablesOf } from "#runtime/rights.ts";

const environment = {
  REQUESTS_TABLE: "requests",
  SIGNING_KEYS: "arn:aws:kms:eu-central-1:1:key/new,arn:aws:kms:eu-central-1:1:key/old",
  MAIL_FROM: "privacy@example.com",
  UNRELATED: "canary",
};

describe("the environment of a function", () => {
  test("is what its rights name, and nothing else of the process", () => {
    expect(readEnvironment(["requests", "send-mail"], environment)).toEqual({
      REQUESTS_TABLE: "requests",
      MAIL_FROM: "privacy@example.com",
    });
  });

  test("gives the signing keys in their order, the present one first", () => {
    expect(readEnvironment(["sign"], environment).SIGNING_KEYS).toEqual([
      "arn:aws:kms:eu-central-1:1:key/new",
      "arn:aws:kms:eu-central-1:1:key/old",
    ]);
  });

  test("that does not fit stops the function, and says by name what is missing or wrong, never a value (I20)", () => {
    const wrong = { ...environment, MAIL_FROM: "canary-not-an-address", SIGNING_KEYS: "" };
    const read = () => readEnvironment(["send-mail", "sign", "seal-tokens"], wrong);
    expect(read).toThrow(EnvironmentFault);
    expect(read).toThrow(/MAIL_FROM, SIGNING_KEYS, TOKEN_KEY/);
    expect(read).not.toThrow(/canary/);
  });
});

describe("the rights of the functions", () => {
  test("let only one function destroy at the tenant and one block, two look after accounts, and few sign", () => {
    const having = (right: string) =>
      Object.entries(functionRights).flatMap(([name, rights]) =>
        (rights as readonly string[]).includes(right) ? [name] : [],
      );
    expect(having("write-tenant")).toEqual(["deletionTenantWrite"]);
    expect(having("sign")).toEqual(["deletionEvidence", "evidence"]);
    expect(having("send-mail")).toEqual([
      "deletionMail",
      "exportMail",
      "termsMail",
      "blockingMail",
      "restrictionMail",
      "contestMail",
      "officer",
      "logEvents",
      "schedule",
    ]);
    expect(having("block-accounts")).toEqual(["blockingTenantWrite", "restrictionTenantWrite"]);
    expect(having("look-after-accounts")).toEqual(["logEvents", "schedule"]);
    expect(having("turn-gate")).toEqual(["termsGate"]);
    // of the doors of people and officers one looks at the tenant, and one notes accepted terms there
    expect(having("read-tenant")).not.toContain("api");
    expect(having("read-tenant")).not.toContain("officer");
    expect(having("flag-accounts")).toEqual(["termsPage"]);
    expect(having("answer-gate")).toEqual(["termsPage"]);
    // whoever faces the log stream can queue what it brings, and knows nobody
    expect(functionRights.webhook).toEqual(["know-log-stream", "queue-events", "seal-events", "face-the-web"]);
  });

  test("name each variable once, however many rights need it", () => {
    const variables = variablesOf(["read-tenant", "write-tenant", "check-tokens"]);
    expect(variables).toEqual([...new Set(variables)]);
  });
});
