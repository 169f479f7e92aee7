import * as errors from "#contest/errors.ts";
import { inputOf } from "#contest/model.ts";
import { contestSteps } from "#contest/steps.ts";
import { storyAndCode } from "../support/story-and-code.ts";

storyAndCode({ story: "contest", steps: contestSteps, inputOf, errors, carries: ["requestId", "token"] });
