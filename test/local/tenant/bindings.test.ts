import { describe, expect, test } from "vitest";
import { call, claimsIn, enter, namespace, tenantOfEachTest } from "../../support/tenant.ts";

const path = "/actions/triggers/post-login/bindings";

describe("what is bound to a trigger", () => {
  const at = tenantOfEachTest();
  const names = async () =>
    ((await call(at.tenant, "GET", path)).body.bindings as { action: { name: string } }[]).map(
      ({ action }) => action.name,
    );
  const bind = (bindings: object[]) => call(at.tenant, "PATCH", path, { body: { bindings } });
  const named = (value: string) => ({ ref: { type: "action_name", value } });

  test("is what the files say, in their order", async () => {
    expect(await names()).toEqual(["blocks", "step-up", "terms-gate", "claims"]);
  });

  test("is put as a whole: what is left out runs no more, and may be bound again", async () => {
    const withClaims = async () => claimsIn((await enter(at.tenant)).accessToken)[`${namespace}authenticated_at`];
    expect(await withClaims()).toBeDefined();
    expect((await bind([named("step-up")])).status).toBe(200);
    expect(await names()).toEqual(["step-up"]);
    expect(await withClaims()).toBeUndefined();
    await bind([named("claims"), named("step-up")]);
    expect(await names()).toEqual(["claims", "step-up"]);
    expect(await withClaims()).toBeDefined();
  });

  test("takes no Action that is not there, none twice, and none at a trigger that it does not support", async () => {
    expect((await bind([named("none")])).status).toBe(400);
    expect((await bind([named("claims"), named("claims")])).status).toBe(400);
    const other = await call(at.tenant, "PATCH", "/actions/triggers/pre-user-registration/bindings", {
      body: { bindings: [named("claims")] },
    });
    expect(other.status).toBe(400);
    expect(await names()).toEqual(["blocks", "step-up", "terms-gate", "claims"]);
  });
});
