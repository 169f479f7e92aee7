import { inputOf } from "#terms/model.ts";
import { termsSteps } from "#terms/steps.ts";
import { releasedStepsOf } from "../support/released-steps.ts";
import released from "./released-steps.json" with { type: "json" };

releasedStepsOf("campaigns", { released, steps: termsSteps, inputOf });
