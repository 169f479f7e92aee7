import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Archive } from "./archive.ts";
import type { Keys } from "./keys.ts";
import type { Settings } from "./settings.ts";
import type { Tables } from "./tables.ts";

/** What functions may be given rights to. */
export interface Shared {
  settings: Settings;
  keys: Keys;
  tables: Tables;
  archive: Archive;
  /** The recipients of the policy that are called, by name: each has a secret of its own. */
  recipients: string[];
  /** By name, not by reference: a story refers to its functions, so its functions cannot refer to it. */
  stories: { prefix: string; machineArns: string[] };
  /** Planned wakings, by name as well: whoever plans them does not wait for whom they wake. */
  wakings: { group: string; groupArn: string; targetArn: string; roleArn: string; deadLetterArn: string };
  /** Auth0's log events on their way in. */
  eventsQueue: IQueue;
  /** Where people reach the API. */
  publicUrl: string;
  /** Where people reach the portal. */
  portalUrl: string;
  /** Whose pages may call it from a browser. */
  webOrigins: string[];
}

/** Prefix of the SSM parameters that hold the tenant's client secrets. */
export const secretsPrefix = (settings: Settings): string => `/${settings.stackName}`;
