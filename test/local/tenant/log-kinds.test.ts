import { expect, test } from "vitest";
import { everyKindOfLog } from "../../support/tenant-logs.ts";

test("every log record that the tenant writes is of a kind that is listed here", async () => {
  const types = new Set((await everyKindOfLog()).map((event) => event.type));
  expect([...types].sort()).toEqual(
    [
      ...["actions_execution_failed", "api_limit", "f", "fdu", "feacft", "feccft", "fertft", "flo", "fp", "fsa", "fu"],
      ...[
        "gd_auth_failed",
        "gd_auth_succeed",
        "gd_unenroll",
        "limit_mu",
        "limit_wc",
        "s",
        "sapi",
        "sce",
        "scp",
        "scpr",
      ],
      ...["sdu", "seacft", "seccft", "sertft", "slo", "srrt", "ss", "ssa", "svr", "ublkdu", "wum"],
    ].sort(),
  );
});
