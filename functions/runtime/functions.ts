import type { Right } from "./rights.ts";

/** Every function that runs in the cloud, with its rights: the stack builds one of each, and its handler parses by the same line. */
export const functionRights = {
  deletionStore: ["requests", "subjects", "seal-tokens", "answer-runs"],
  deletionTenantRead: ["requests", "subjects", "read-tenant"],
  deletionTenantWrite: ["requests", "read-subjects", "write-tenant", "read-tenant"],
  deletionEvidence: ["requests", "read-subjects", "sign", "write-receipts"],
  deletionMail: ["requests", "read-subjects", "read-receipts", "send-mail", "link-back"],
  api: [
    "requests",
    "subjects",
    "start-deletion",
    "open-tokens",
    "answer-runs",
    "check-tokens",
    "rights-sessions",
    "plan-wakings",
    "public-keys",
    "read-receipts",
    "face-the-web",
  ],
  officer: [
    "requests",
    "subjects",
    "start-deletion",
    "follow-deletion",
    "open-tokens",
    "answer-runs",
    "plan-wakings",
    "send-mail",
    "check-tokens",
    "rights-sessions",
    "face-the-web",
  ],
  schedule: [
    "requests",
    "subjects",
    "start-deletion",
    "open-tokens",
    "answer-runs",
    "rights-sessions",
    "read-tenant",
    "send-mail",
    "alert-officers",
    "link-back",
  ],
  evidence: ["requests", "sign", "public-keys", "write-receipts", "read-receipts"],
  runEnded: ["requests"],
} as const satisfies Record<string, readonly Right[]>;

export type FunctionName = keyof typeof functionRights;
