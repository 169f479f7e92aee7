import { inputOf } from "#contest/model.ts";
import { contestSteps } from "#contest/steps.ts";
import { releasedStepsOf } from "../support/released-steps.ts";
import released from "./released-steps.json" with { type: "json" };

releasedStepsOf("contest", { released, steps: contestSteps, inputOf });
