import * as errors from "#terms/errors.ts";
import { inputOf } from "#terms/model.ts";
import { termsSteps } from "#terms/steps.ts";
import { storyAndCode } from "../support/story-and-code.ts";

storyAndCode({
  story: "terms",
  steps: termsSteps,
  inputOf,
  errors,
  carries: ["campaignId", "token", "mailing", "shard", "to"],
});
