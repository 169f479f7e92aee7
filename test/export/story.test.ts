import { expect, test } from "vitest";
import * as errors from "#export/errors.ts";
import { inputOf } from "#export/model.ts";
import { exportSteps } from "#export/steps.ts";
import { sources } from "#ports/identity/identity.ts";
import { recipientSteps } from "#requests/recipients/steps.ts";
import { statesOf, storyAndCode } from "../support/story-and-code.ts";

storyAndCode({
  story: "export",
  steps: { ...exportSteps, ...recipientSteps },
  inputOf,
  errors,
  carries: ["requestId", "token", "source", "because", "recipient", "verb", "timeOver"],
});

test("the export story asks the tenant for every source there is", () => {
  const [, asking] = statesOf("export").find(([name]) => name === "Ask the tenant") ?? [];
  expect(asking?.Items).toEqual([...sources]);
});
