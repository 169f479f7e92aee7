import * as errors from "#deletion/errors.ts";
import { inputOf } from "#deletion/model.ts";
import { deletionSteps } from "#deletion/steps.ts";
import { storyAndCode } from "../support/story-and-code.ts";

storyAndCode({
  story: "deletion",
  steps: deletionSteps,
  inputOf,
  errors,
  carries: ["requestId", "token", "number", "ground"],
});
