import { Alert } from "@mantine/core";
import { turnKillSwitch } from "../shared/client/index.ts";
import { useClaims } from "../shared/sign-in.tsx";
import { ActButton } from "./act-button.tsx";
import type { Act } from "./acts.ts";
import { useKillSwitch } from "./use-officer.ts";
import { momentOf } from "./words.ts";

const off: Act = {
  label: "Switch destruction off",
  title: "Switch everything off that destroys?",
  consequence:
    "From this moment nothing new is blocked, ended or deleted, for anybody. Requests wait, and nothing is lost. Their due dates go on.",
  isGrave: true,
  run: () => turnKillSwitch({ body: { off: true } }),
};
const on: Act = {
  label: "Switch destruction on again",
  title: "Switch it on again?",
  consequence: "What waited goes on, each request through the same checks as ever.",
  isGrave: true,
  run: () => turnKillSwitch({ body: { off: false } }),
};

/** Said on top of everything while the switch is off. */
export const SwitchedOff = () => {
  const { data } = useKillSwitch();
  if (data?.off !== true) return null;
  return (
    <Alert color="red" role="status">
      Everything that destroys is switched off{data.since === undefined ? "" : ` since ${momentOf(data.since)}`}.
      Requests wait, and go on when it is switched on again.
    </Alert>
  );
};

/** For emergencies, and only for who has the right to it. */
export const TurnSwitch = () => {
  const claims = useClaims();
  const { data } = useKillSwitch();
  if (data === undefined || !claims?.permissions.includes("switch:write")) return null;
  const act = data.off ? on : off;
  return (
    <div>
      <ActButton key={act.label} act={act} requestId="" />
    </div>
  );
};
