import { expect, test } from "vitest";
import { ada, adaLinked, socialOnly } from "#local/seed/named-people.ts";
import { tenantOfEachTest } from "../../../support/tenant.ts";
import { user } from "../drives/paths.ts";
import { asking } from "./asking.ts";

const at = tenantOfEachTest();
const { change, read, status } = asking(at);
const identity = (userId: string) => {
  const [provider, user_id] = userId.split("|");
  return { provider, user_id };
};

test("a linked account is no account any more, and its metadata is lost", async () => {
  await change(user(socialOnly), { user_metadata: { kept: false } });
  expect(await status("POST", user(ada, "/identities"), identity(socialOnly))).toBe(201);
  expect(await status("GET", user(socialOnly))).toBe(404);
  expect(JSON.stringify(await read(user(ada)))).not.toContain("kept");
});

test("the profile of a linked account is kept beside its identity", async () => {
  await status("POST", user(ada, "/identities"), identity(socialOnly));
  const { identities } = await read<{ identities: object[] }>(user(ada));
  expect(identities.at(-1)).toMatchObject({ profileData: { email: "sofia@gmail.example.com" } });
});

test("linking writes no record of a deletion", async () => {
  await status("POST", user(ada, "/identities"), identity(socialOnly));
  expect(at.tenant.logs().map(({ type }) => type)).toEqual(["sapi"]);
});

test("an unlinked identity is an account of its own again, without metadata", async () => {
  expect(await status("GET", user(adaLinked))).toBe(404);
  const { provider, user_id } = identity(adaLinked);
  expect(await status("DELETE", user(ada, `/identities/${provider}/${user_id}`))).toBe(200);
  const account = await read(user(adaLinked));
  expect(account).toMatchObject({ user_id: adaLinked });
  expect(account).not.toHaveProperty("user_metadata");
  expect(account).not.toHaveProperty("app_metadata");
});

test("an unlinked account outlives the one that it was linked into", async () => {
  const { provider, user_id } = identity(adaLinked);
  await status("DELETE", user(ada, `/identities/${provider}/${user_id}`));
  await status("DELETE", user(ada));
  expect(await status("GET", user(adaLinked))).toBe(200);
});

test("the main identity cannot be unlinked", async () => {
  expect(await status("DELETE", user(ada, "/identities/auth0/ada"))).toBe(400);
});
