import { recipientSteps } from "#requests/recipients/steps.ts";
import * as errors from "#restriction/errors.ts";
import { inputOf } from "#restriction/model.ts";
import { restrictionSteps } from "#restriction/steps.ts";
import { storyAndCode } from "../support/story-and-code.ts";

storyAndCode({
  story: "restriction",
  steps: { ...restrictionSteps, ...recipientSteps },
  inputOf,
  errors,
  carries: ["requestId", "token", "verb", "recipient", "timeOver"],
});
