import * as errors from "#bulk/errors.ts";
import { inputOf } from "#bulk/model.ts";
import { bulkSteps } from "#bulk/steps.ts";
import { storyAndCode } from "../support/story-and-code.ts";

storyAndCode({ story: "bulk", steps: bulkSteps, inputOf, errors, carries: ["bulkId", "page", "token", "while"] });
