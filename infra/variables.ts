import { type FunctionName, functionRights } from "#runtime/functions.ts";
import { type EnvironmentOf, type Right, variablesOf } from "#runtime/rights.ts";
import { type Shared, secretsPrefix } from "./shared.ts";

/** Every variable there is: a right whose variable is not set here is a type error. */
const allVariables = ({
  settings,
  keys,
  tables,
  archive,
  stories,
  wakings,
  eventsQueue,
  publicUrl,
  portalUrl,
  webOrigins,
}: Shared) =>
  ({
    REQUESTS_TABLE: tables.requests.tableName,
    SUBJECTS_TABLE: tables.subjects.tableName,
    SUBJECT_KEY: keys.subject.keyArn,
    CLOSING_KEY: keys.closing.keyArn,
    LOOKUP_KEY: keys.lookup.keyArn,
    TOKEN_KEY: keys.token.keyArn,
    SIGNING_KEYS: keys.signing.map((key) => key.keyArn).join(","),
    STORIES: stories.prefix,
    TENANT_ISSUER: `https://${settings.tenantDomain}/`,
    TOKEN_AUDIENCE: settings.audience,
    READER_CLIENT_ID: settings.readerClientId,
    ERASER_CLIENT_ID: settings.eraserClientId,
    SECRETS_PREFIX: secretsPrefix(settings),
    STEWARD_CLIENT_ID: settings.stewardClientId,
    BLOCKER_CLIENT_ID: settings.blockerClientId,
    GATE_CLIENT_ID: settings.gateClientId,
    FLAG_CLIENT_ID: settings.flagClientId,
    PORTAL_URL: portalUrl,
    OUR_CLIENT_IDS: [settings.portalClientId, settings.consoleClientId].join(","),
    EVENTS_QUEUE_URL: eventsQueue.queueUrl,
    RECEIPTS_BUCKET: archive.receipts.bucketName,
    PARTS_BUCKET: archive.parts.bucketName,
    PAGES_BUCKET: archive.pages.bucketName,
    EXPORTS_BUCKET: archive.exports.bucketName,
    WAKINGS_GROUP: wakings.group,
    WAKINGS_TARGET: wakings.targetArn,
    WAKINGS_ROLE: wakings.roleArn,
    WAKINGS_DEAD_LETTERS: wakings.deadLetterArn,
    MAIL_FROM: settings.mailFrom,
    PUBLIC_URL: publicUrl,
    WEB_ORIGINS: webOrigins.join(","),
  }) satisfies Record<keyof EnvironmentOf<Right>, string>;

/** The environment of one function: the variables of its rights, and no other. */
export const environmentFor = (name: FunctionName, shared: Shared): Record<string, string> => {
  const all: Record<string, string> = allVariables(shared);
  return Object.fromEntries(variablesOf(functionRights[name]).map((variable) => [variable, all[variable] ?? ""]));
};
