import type { Instant } from "#kernel/instant.ts";
import type { Json, JsonObject } from "#kernel/json.ts";
import type { ExportFormat } from "#kernel/package.ts";
import type { Policy } from "#kernel/policy.ts";
import type { RecipientTask } from "#kernel/recipient.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Locale } from "#kernel/subject.ts";
import type { Cut, CutGround } from "../cutting.ts";
import type { DataName } from "./texts.ts";

export type Heed = (cuts: readonly Cut[]) => void;

/** A part of the data, as the package shows it. Its items can be gone through several times. */
export interface DataPart {
  name: DataName;
  /** Article 20: given by the person, or observed of them, and kept by machine on consent or contract. */
  portable: boolean;
  collectedAt: Instant;
  /** The tenant's plan has no such list. */
  notAvailable: boolean;
  /** `heed` hears of each item what was cut of it. */
  items: (heed?: Heed) => AsyncIterable<JsonObject> | Iterable<JsonObject>;
}

/** A recipient's part, as it was handed over. */
export interface RecipientPart {
  recipient: string;
  /** `recipients/<name>.<ending>`. */
  path: string;
  open: () => Promise<AsyncIterable<Uint8Array>>;
}

export interface CutCount extends Record<string, Json> {
  file: string;
  path: string;
  ground: CutGround;
  count: number;
}

/** All that a package is made of. */
export interface Contents {
  request: PrivacyRequest;
  policy: Policy;
  locale: Locale;
  format: ExportFormat;
  at: Instant;
  data: DataPart[];
  /** What is not in it though it should be. */
  missing: string[];
  /** Those who really took part. */
  recipients: RecipientTask[];
  parts: RecipientPart[];
}

/** The schema of the files, by its version: members are only ever added. */
export const schema = "habeas.export/1";

/** Which parts of the data Article 20 covers; the rest is ours: what we noted, granted and decided. */
export const portableParts: readonly DataName[] = [
  "account",
  "connected-accounts",
  "grants",
  "sessions",
  "authentication-methods",
  "device-credentials",
  "log-events",
  "terms",
];
