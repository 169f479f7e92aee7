import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { wholeDescription } from "#entry/description.ts";

/** Where the pages find the client. */
export const clientFolder = fileURLToPath(new URL("../shared/client", import.meta.url));

/** Writes the pages' client from our own OpenAPI document into `folder`. */
export const generateClient = async (folder: string): Promise<void> => {
  const typescript = new URL("typescript-api.ts", import.meta.url).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "typescript" ? { url: typescript, shortCircuit: true } : next(specifier, context),
  });
  try {
    const { createClient } = await import("@hey-api/openapi-ts");
    await createClient({
      input: wholeDescription("https://api.invalid") as Record<string, unknown>,
      output: { path: folder, clean: true },
      plugins: [{ name: "@hey-api/client-fetch", throwOnError: true }, "@hey-api/typescript", "@hey-api/sdk"],
      logs: { level: "silent" },
    });
  } finally {
    hooks.deregister();
  }
};
