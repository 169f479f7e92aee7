import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";

// What packages bring along that no function runs, and a bundler cannot know. Each of these leaves out code or writes it so that it can
// be left out; none changes what code does that stays. If a package changes so that one no longer fits, the bundle grows, and nothing else.

const root = fileURLToPath(new URL("..", import.meta.url));

/** Puts a file of `functions/runtime` in the place of what a package imports as `filter`; only out of `importer`, where that is given. */
const inPlaceOf = (name: string, filter: RegExp, file: string, importer = /./): Plugin => ({
  name,
  setup: ({ onResolve }) => {
    const path = join(root, "functions/runtime", file);
    onResolve({ filter }, (asked) => (importer.test(asked.importer) ? { path } : undefined));
  },
});

/** A function's credentials stand in its environment; the SDK's search for others (files, SSO, metadata) would be a fifth of the bundle. */
const credentialsOfLambda = inPlaceOf(
  "credentials-of-lambda",
  /^@aws-sdk\/credential-provider-node$/,
  "lambda-credentials.ts",
);

/** No call that is made here streams events, and the SDK always brings the coder for it. */
const noEventStreams = inPlaceOf("no-event-streams", /^@smithy\/core\/event-streams$/, "no-event-streams.ts");

/** Every schema of zod can describe itself, for which it brings a writer: the description is written when the functions are bundled. */
const noJsonSchemas = inPlaceOf(
  "no-json-schemas",
  /\/(to-json-schema|json-schema-processors)\.js$/,
  "no-json-schemas.ts",
  /zod[\\/]v4[\\/]classic[\\/]schemas\.js$/,
);

const constants = /^const (_\w+) = ("[^"]*");$/gm;
const errorsRead = /client-dynamodb/;

/**
 * The SDK's descriptions of what a service takes and gives. `{ [_h]: … }` may run code for all that a bundler knows, so that the
 * descriptions of a hundred calls would stay in for the one that is made: written as `{ "http": … }` they are plain values, and the unused
 * go. And a service's errors go where nothing of them is read but their names: the SDK's base class carries those of errors it has no
 * class for.
 */
const leanDescriptions = (text: string, path: string): string => {
  const values = new Map([...text.matchAll(constants)].map(([, name = "", value = ""]) => [name, value]));
  const plain = text.replace(/\[(_\w+)\]:/g, (whole, name) => (values.has(name) ? `${values.get(name)}:` : whole));
  return errorsRead.test(path) ? plain : plain.replace(/^n0_registry\.registerError\(.*\);$/gm, "");
};

const leanSdk: Plugin = {
  name: "lean-sdk",
  setup: ({ onLoad }) => {
    onLoad({ filter: /@aws-sdk[\\/]client-[a-z0-9]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, ({ path }) => ({
      contents: leanDescriptions(readFileSync(path, "utf8"), path),
      loader: "js",
    }));
    // a client reads its own version in it, for what it calls itself
    onLoad({ filter: /@aws-sdk[\\/]client-[a-z0-9]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string };
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
  },
};

const portsText = (): string => {
  const folder = join(root, "functions/ports");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
};

const subClient = /^import \{ (\w+) \} from "\.\.\/resources\/\w+\/client\/Client\.mjs";$/gm;
const getterOf = (client: string): RegExp =>
  new RegExp(`^ {4}get (\\w+)\\(\\) \\{\\n(?:(?! {4}\\}).*\\n)*?.*new ${client}\\(.*\\n {4}\\}\\n`, "m");

/** The clients that hang on a client of Auth0's SDK, as in `users.groups.list(…)`, without those that no port asks anything. */
const leanClient = (text: string, ports: string): string =>
  [...text.matchAll(subClient)].reduce((left, [line, client = ""]) => {
    const [getter, name] = getterOf(client).exec(left) ?? [];
    if (getter === undefined || new RegExp(`\\.${name}\\.\\w`).test(ports)) return left;
    return left.replace(line, "").replace(getter, "");
  }, text);

const leanAuth0: Plugin = {
  name: "lean-auth0",
  setup: ({ onLoad }) => {
    const ports = portsText();
    onLoad(
      { filter: /auth0[\\/]dist[\\/]esm[\\/]management[\\/]api[\\/]resources[\\/].*Client\.mjs$/ },
      ({ path }) => ({
        contents: leanClient(readFileSync(path, "utf8"), ports),
        loader: "js",
        resolveDir: dirname(path),
      }),
    );
  },
};

export const leanPackages: Plugin[] = [credentialsOfLambda, noEventStreams, noJsonSchemas, leanSdk, leanAuth0];
