import type { Drives } from "../driver.ts";
import { actionDrives } from "./actions.ts";
import { catalogueDrives } from "./catalogue.ts";
import { directoryDrives } from "./directory.ts";
import { protectionDrives } from "./protection.ts";
import { userDrives } from "./users.ts";
import { waysInDrives } from "./ways-in.ts";

export const drives: Drives = {
  ...userDrives,
  ...waysInDrives,
  ...directoryDrives,
  ...protectionDrives,
  ...catalogueDrives,
  ...actionDrives,
};
