import { recipientSteps } from "#requests/recipients/steps.ts";
import { inputOf } from "#restriction/model.ts";
import { restrictionSteps } from "#restriction/steps.ts";
import { releasedStepsOf } from "../support/released-steps.ts";
import released from "./released-steps.json" with { type: "json" };

releasedStepsOf("restriction", { released, steps: { ...restrictionSteps, ...recipientSteps }, inputOf });
