export type SecretName =
  | "tenant-reader-client-secret"
  | "tenant-eraser-client-secret"
  | "tenant-steward-client-secret"
  | "tenant-blocker-client-secret"
  | "tenant-gate-client-secret"
  | "tenant-flag-client-secret"
  /** Shared with the Action `terms-gate`: signs the tokens between it and the terms page. One value a line, two while it is rotated. */
  | "terms-gate-secret"
  | "officers-webhook-secret"
  /** What the log stream sends as Authorization: one value a line, two while it is rotated. */
  | "log-stream-tokens"
  /** What we share with a recipient of policy.yaml, `whsec_…`: one value a line, two while it is changed; the first signs. */
  | `recipient-${string}-secret`;

/** Secrets by name. On AWS: SSM SecureString; on one machine: the environment or files of mode 0600. Never logged, never in answers (I20). */
export interface Secrets {
  /** Throws `SecretMissing` when there is none. Kept for at most 5 minutes, so that a rotated secret is taken up. */
  read(name: SecretName): Promise<string>;
}

export class SecretMissing extends Error {
  override readonly name = "SecretMissing" as const;
}
