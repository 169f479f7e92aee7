import { inputOf } from "#bulk/model.ts";
import { bulkSteps } from "#bulk/steps.ts";
import { releasedStepsOf } from "../support/released-steps.ts";
import released from "./released-steps.json" with { type: "json" };

releasedStepsOf("lists", { released, steps: bulkSteps, inputOf });
