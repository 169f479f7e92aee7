import * as errors from "#blocking/errors.ts";
import { inputOf } from "#blocking/model.ts";
import { blockingSteps } from "#blocking/steps.ts";
import { storyAndCode } from "../support/story-and-code.ts";

storyAndCode({ story: "blocking", steps: blockingSteps, inputOf, errors, carries: ["requestId", "token"] });
