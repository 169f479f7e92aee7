import * as z from "zod";

const name = z.string().min(1);
const arn = z.string().regex(/^arn:/);
const issuer = z.url().endsWith("/");
const list = z.string().transform((text) => text.split(",").filter((each) => each !== ""));

/**
 * What a function may do, and what it must be told to do it. A handler parses its environment by this, and the stack gives each function
 * the variables and the exact permissions of its rights: so a function has neither more nor less of either.
 */
export const rights = {
  /** Reads and changes requests, their audit and all that decisions rest on. */
  requests: { REQUESTS_TABLE: name },
  /** Knows a person by their user id, seals, reads and forgets their data. */
  subjects: { SUBJECTS_TABLE: name, SUBJECT_KEY: arn, CLOSING_KEY: arn, LOOKUP_KEY: arn },
  /** Reads what is known of a person by their reference. */
  "read-subjects": { SUBJECTS_TABLE: name, SUBJECT_KEY: arn, CLOSING_KEY: arn },
  /** Parks a run: its token is kept sealed. */
  "seal-tokens": { TOKEN_KEY: arn },
  /** Wakes a parked run: its token is opened. */
  "open-tokens": { TOKEN_KEY: arn },
  /** Hands an answer to a parked run. */
  "answer-runs": {},
  /** Begins runs of the stories: the ARN of their machines up to the story's name. */
  "start-runs": { STORIES: arn },
  /** Sees how far runs of the stories are, and lets failed ones go on. */
  "follow-runs": { STORIES: arn },
  /** Plans when `entry/schedule` is woken. */
  "plan-wakings": { WAKINGS_GROUP: name, WAKINGS_TARGET: arn, WAKINGS_ROLE: arn, WAKINGS_DEAD_LETTERS: arn },
  /** Reads accounts at the tenant. */
  "read-tenant": { TENANT_ISSUER: issuer, READER_CLIENT_ID: name, SECRETS_PREFIX: name },
  /** Blocks accounts at the tenant, ends their sessions, deletes them. */
  "write-tenant": { TENANT_ISSUER: issuer, ERASER_CLIENT_ID: name, SECRETS_PREFIX: name },
  /** Shuts accounts out at the tenant, ends their sessions, lets them in again; deletes none. */
  "block-accounts": { TENANT_ISSUER: issuer, BLOCKER_CLIENT_ID: name, SECRETS_PREFIX: name },
  /** Sends verification mails and links to a new password, and puts blocks back. */
  "look-after-accounts": { TENANT_ISSUER: issuer, STEWARD_CLIENT_ID: name, SECRETS_PREFIX: name },
  /** Turns the gate for new terms at the tenant. */
  "turn-gate": { TENANT_ISSUER: issuer, GATE_CLIENT_ID: name, SECRETS_PREFIX: name, PUBLIC_URL: z.url() },
  /** Shows the terms page to whom the gate sends, and answers the gate. */
  "answer-gate": { TENANT_ISSUER: issuer, SECRETS_PREFIX: name, PORTAL_URL: z.url() },
  /** Notes on accounts which terms were accepted. */
  "flag-accounts": { TENANT_ISSUER: issuer, FLAG_CLIENT_ID: name, SECRETS_PREFIX: name },
  /** Knows our own pages by their client ids. */
  "know-our-clients": { OUR_CLIENT_IDS: list },
  /** Puts Auth0's events into their queue. */
  "queue-events": { EVENTS_QUEUE_URL: z.url() },
  /** Is handed Auth0's events, and says which must come again. */
  "take-events": {},
  /** Knows the log stream by what it sends. */
  "know-log-stream": { SECRETS_PREFIX: name },
  /** Seals what is put aside. */
  "seal-events": { TOKEN_KEY: arn },
  /** Opens what was put aside, to put it back. */
  "open-events": { TOKEN_KEY: arn },
  /** Checks access tokens of the tenant. */
  "check-tokens": { TENANT_ISSUER: issuer, TOKEN_AUDIENCE: name },
  /** Signs receipts: the first of these keys, by ARN. */
  sign: { SIGNING_KEYS: list.pipe(z.array(arn).min(1)) },
  /** Shows the public halves of the signing keys. */
  "public-keys": { SIGNING_KEYS: list.pipe(z.array(arn).min(1)) },
  "write-receipts": { RECEIPTS_BUCKET: name },
  "remove-receipts": { RECEIPTS_BUCKET: name },
  "read-receipts": { RECEIPTS_BUCKET: name },
  /** Signs what recipients are asked, and knows what they have signed. */
  "share-secrets-with-recipients": { SECRETS_PREFIX: name },
  /** Keeps what recipients hand over for exports. */
  "write-parts": { PARTS_BUCKET: name },
  "read-parts": { PARTS_BUCKET: name },
  "remove-parts": { PARTS_BUCKET: name },
  /** Keeps what was collected for exports until it is packed. */
  "keep-pages": { PAGES_BUCKET: name },
  "write-packages": { EXPORTS_BUCKET: name },
  /** Signs addresses under which packages are fetched. */
  "sign-downloads": { EXPORTS_BUCKET: name },
  /** Removes whatever was kept for an export. */
  "remove-exports": { EXPORTS_BUCKET: name, PAGES_BUCKET: name, PARTS_BUCKET: name },
  /** Calls the officers' webhook with its secret. */
  "alert-officers": { SECRETS_PREFIX: name },
  "send-mail": { MAIL_FROM: z.email() },
  /** Seals and opens one-time links and sessions of people who cannot sign in. */
  "rights-sessions": { TOKEN_KEY: arn },
  /** Writes links to the pages of the API. */
  "link-back": { PUBLIC_URL: z.url() },
  /** Writes links to the pages of the portal. */
  "link-to-portal": { PORTAL_URL: z.url() },
  /** Answers people's browsers. */
  "face-the-web": { PUBLIC_URL: z.url(), WEB_ORIGINS: list },
} as const satisfies Record<string, z.ZodRawShape>;

export type Right = keyof typeof rights;
type AllOf<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
type Variables<R extends Right> = AllOf<(typeof rights)[R]>;

/** What an environment says, for functions with these rights. */
export type EnvironmentOf<R extends Right> = {
  [Name in keyof Variables<R>]: Variables<R>[Name] extends z.ZodType ? z.output<Variables<R>[Name]> : never;
};

/** The variables that functions with these rights are given. */
export const variablesOf = (given: readonly Right[]): string[] => [
  ...new Set(given.flatMap((right) => Object.keys(rights[right]))),
];

/** Parses the variables of these rights. Throws `EnvironmentFault`, which names every variable that is missing or wrong, never a value. */
export const readEnvironment = <R extends Right>(
  given: readonly R[],
  environment: Record<string, string | undefined> = process.env,
): EnvironmentOf<R> => {
  const shape: z.ZodRawShape = Object.assign({}, ...given.map((right) => rights[right]));
  const parsed = z.object(shape).safeParse(environment);
  if (parsed.success) return parsed.data as EnvironmentOf<R>;
  const wrong = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))];
  throw new EnvironmentFault(`The environment of this function does not fit its rights: ${wrong.join(", ")}.`);
};

/** The stack and the code do not fit together: a deployment mistake. */
export class EnvironmentFault extends Error {
  override readonly name = "EnvironmentFault" as const;
}
