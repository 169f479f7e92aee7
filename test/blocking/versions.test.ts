import { inputOf } from "#blocking/model.ts";
import { blockingSteps } from "#blocking/steps.ts";
import { releasedStepsOf } from "../support/released-steps.ts";
import released from "./released-steps.json" with { type: "json" };

releasedStepsOf("blocking", { released, steps: blockingSteps, inputOf });
