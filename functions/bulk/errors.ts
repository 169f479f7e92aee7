// What the story may catch or retry, by name. Everything else fails the run at the very task, and an officer looks.

export { Busy } from "#kernel/failure.ts";
