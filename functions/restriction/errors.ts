// What the restriction story may catch or retry, by name. Everything else fails the run at the very task, and an officer looks.

export { Busy } from "#kernel/failure.ts";
export { RecipientAway } from "#ports/recipients/recipients.ts";
export { SwitchedOff } from "#requests/effect.ts";
