import { lookAtPage, proposeBulk } from "./steps/looking.ts";
import { openBulk, parkBulk } from "./steps/opening.ts";
import { workOff } from "./steps/working.ts";

/** Every step of a list, in one function: it reads the tenant and our stores, and opens requests. What changes the tenant are their runs. */
export const bulkSteps = { openBulk, parkBulk, lookAtPage, proposeBulk, workOff };
