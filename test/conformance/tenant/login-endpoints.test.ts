import { expect, test } from "vitest";
import { endpoints } from "#local/tenant/oidc/routes.ts";
import { readContract } from "./contract.ts";
import { describeAgainst, openApi } from "./documents.ts";

describeAgainst(openApi, "login, tokens and keys", () => {
  // tested in test/local/tenant; the log events that they write are held against Auth0's schemas
  test("are in no part of Auth0's document; one that comes into it has to be driven as the Management API is", () => {
    const { paths } = readContract();
    expect(paths).not.toEqual([]);
    expect(Object.keys(endpoints).filter((name) => paths.includes(name.split(" ")[1] ?? ""))).toEqual([]);
  });
});
