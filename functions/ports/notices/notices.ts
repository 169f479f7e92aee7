/** One message to one person. `key` is the step's own: the same key again is the same message. */
export interface Notice {
  key: string;
  to: string;
  subject: string;
  text: string;
  /** Only what is safe to mail: the signed receipt, for instance. */
  attachments?: { name: string; contentType: string; content: string }[] | undefined;
}

/** Sends mail. On AWS: SES; on one machine: the outbox, and SMTP beside it where one is set. */
export interface Notices {
  /**
   * "sent": handed to the provider. "known": this provider recognised the key and sent nothing twice. "undeliverable": the provider
   * refused the address for good. Throws `Busy` when it may work later.
   */
  send(notice: Notice): Promise<"sent" | "known" | "undeliverable">;
}
