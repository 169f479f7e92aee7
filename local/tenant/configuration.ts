import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const Client = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  app_type: z.enum(["spa", "native", "regular_web", "non_interactive"]),
  token_endpoint_auth_method: z.enum(["none", "client_secret_post", "client_secret_basic"]),
  grant_types: z.array(z.string()),
  callbacks: z.array(z.string()).default([]),
  allowed_logout_urls: z.array(z.string()).default([]),
  jwt_configuration: z.looseObject({ lifetime_in_seconds: z.int().optional() }).optional(),
  client_metadata: z.record(z.string(), z.string()).optional(),
});
export type Client = z.infer<typeof Client> & { client_id: string };

const Api = z.looseObject({
  name: z.string(),
  identifier: z.string(),
  scopes: z.array(z.looseObject({ value: z.string(), description: z.string().optional() })).default([]),
  enforce_policies: z.boolean().default(false),
  token_dialect: z.string().default("access_token"),
  token_lifetime: z.int().default(86_400),
  allow_offline_access: z.boolean().default(false),
});
export type Api = z.infer<typeof Api>;

const ClientGrant = z.looseObject({ client_id: z.string(), audience: z.string(), scope: z.array(z.string()) });
const Role = z.looseObject({
  name: z.string(),
  description: z.string().default(""),
  permissions: z.array(z.object({ resource_server_identifier: z.string(), permission_name: z.string() })).default([]),
});
const Action = z.looseObject({
  name: z.string(),
  code: z.string(),
  secrets: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
});
const Stream = z.looseObject({
  name: z.string(),
  type: z.literal("http"),
  sink: z.object({
    httpContentFormat: z.enum(["JSONARRAY", "JSONLINES", "JSONOBJECT"]),
    httpContentType: z.string().optional(),
    httpEndpoint: z.url(),
    httpAuthorization: z.string().optional(),
  }),
});
export type StreamSource = z.infer<typeof Stream>;
const Triggers = z.record(z.string(), z.array(z.looseObject({ action_name: z.string() })));

/** An Action as it will run: its source is read once, at the start. */
export interface ActionSource {
  name: string;
  file: string;
  code: string;
  secrets: Record<string, string>;
}

/** The tenant as code: what `auth0/` says, with its keywords replaced. */
export interface Configuration {
  clients: Client[];
  apis: Api[];
  clientGrants: z.infer<typeof ClientGrant>[];
  roles: z.infer<typeof Role>[];
  /** Custom log streams. */
  logStreams: StreamSource[];
  /** Post-login Actions in the order in which they are bound. */
  postLogin: ActionSource[];
  /** Actions that run before a database or a passwordless connection makes an account. */
  preUserRegistration: ActionSource[];
  /** What the forms have in which people sign up, beside address and password or code: prompt partials, where the plan has them. */
  signUpFields: { database: string; passwordless: string };
}

/** Stable over restarts and machines, so that a page can be configured before the tenant runs. */
export const clientIdOf = (name: string): string => createHash("sha256").update(name).digest("hex").slice(0, 32);

/** As auth0-deploy-cli does it: `##WORD##` becomes the bare text, `@@WORD@@` its JSON form. */
const replaceKeywords = (text: string, keywords: Record<string, string>): string =>
  Object.entries(keywords).reduce(
    (result, [word, value]) =>
      result
        .replaceAll(`"@@${word}@@"`, JSON.stringify(value))
        .replaceAll(`@@${word}@@`, JSON.stringify(value))
        .replaceAll(`##${word}##`, JSON.stringify(value).slice(1, -1)),
    text,
  );

const readFolder = <T>(directory: string, schema: z.ZodType<T>, keywords: Record<string, string>): T[] => {
  if (!existsSync(directory)) return [];
  const files = readdirSync(directory).filter((name) => name.endsWith(".json"));
  return files.sort().map((name) => {
    const file = join(directory, name);
    const text = replaceKeywords(readFileSync(file, "utf8"), keywords);
    const [left] = /(##|@@)[A-Z0-9_]+\1/.exec(text) ?? [];
    if (left !== undefined) throw new Error(`${file}: nothing was given for ${left}.`);
    const parsed = schema.safeParse(JSON.parse(text));
    if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  });
};

const readActions = (directory: string, keywords: Record<string, string>, trigger: string): ActionSource[] => {
  const actions = readFolder(join(directory, "actions"), Action, keywords);
  const bound = readFolder(join(directory, "triggers"), Triggers, keywords).flatMap((file) => file[trigger] ?? []);
  return bound.map(({ action_name: name }) => {
    const action = actions.find((candidate) => candidate.name === name);
    if (action === undefined) throw new Error(`${directory}/triggers binds the Action "${name}", which is not there`);
    const file = join(directory, "actions", name, action.code);
    const secrets = Object.fromEntries(action.secrets.map((secret) => [secret.name, secret.value]));
    return { name, file, code: readFileSync(file, "utf8"), secrets };
  });
};

const readSignUpField = (directory: string, keywords: Record<string, string>, name: string): string => {
  const file = join(directory, "sign-up", name);
  return existsSync(file) ? replaceKeywords(readFileSync(file, "utf8"), keywords) : "";
};

export const readConfiguration = (directory: string, keywords: Record<string, string>): Configuration => ({
  clients: readFolder(join(directory, "clients"), Client, keywords).map((client) => ({
    ...client,
    client_id: clientIdOf(client.name),
  })),
  apis: readFolder(join(directory, "resource-servers"), Api, keywords),
  clientGrants: readFolder(join(directory, "grants"), ClientGrant, keywords),
  roles: readFolder(join(directory, "roles"), Role, keywords),
  logStreams: readFolder(join(directory, "log-streams"), Stream, keywords),
  postLogin: readActions(directory, keywords, "post-login"),
  preUserRegistration: readActions(directory, keywords, "pre-user-registration"),
  signUpFields: {
    database: readSignUpField(directory, keywords, "form-content-end.html"),
    passwordless: readSignUpField(directory, keywords, "passwordless-form-content-end.html"),
  },
});
