import { stopTerms, tryTermsAgain, undoTerms } from "../shared/client/index.ts";
import type { Act } from "./acts.ts";
import type { VersionOf } from "./use-terms.ts";

type ActName = "stop" | "undo" | "try-again";

/** What can be done about a campaign. */
export const termsActs = ({ document, version }: VersionOf): Record<ActName, Act> => {
  const of = { path: { version }, query: { document } };
  return {
    stop: {
      label: "Stop",
      title: "Stop this campaign?",
      consequence:
        "No more notices and reminders go out, and the gate asks for this version no more. What was accepted stays accepted. It cannot be started again; the next version can be published.",
      isGrave: true,
      run: () => stopTerms(of),
    },
    undo: {
      label: "Undo",
      title: "Undo this version?",
      consequence:
        "As if it had never been asked for: what was in force before counts again, and the gate asks for it no more. Acceptances stay on record. Mails that went out cannot be called back, and who lost a session signs in anew.",
      isGrave: true,
      run: () => undoTerms(of),
    },
    "try-again": {
      label: "Try again",
      title: "Try again?",
      consequence:
        "The run goes on from the step that failed. What is done already is not done twice, and nobody is mailed twice.",
      run: () => tryTermsAgain(of),
    },
  };
};
