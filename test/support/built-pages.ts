import { ensureWebBuilt } from "#web/build.ts";

/** Before any test: the pages as their sources are now, built once for all that look at them. */
export const setup = (): Promise<void> => ensureWebBuilt((line) => console.log(line));
