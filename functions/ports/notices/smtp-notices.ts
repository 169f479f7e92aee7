import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { createTransport } from "nodemailer";
import * as z from "zod";
import { Busy } from "#kernel/failure.ts";
import { checkNotice, isAddress } from "./check-notice.ts";
import type { Notice, Notices } from "./notices.ts";

/** What nodemailer says of a failure, in the fields that decide; its words hold the address and are never carried on. */
const SmtpFailure = z.object({ responseCode: z.int().optional(), command: z.string().optional() });

/** The server answered these about the one message; what it says of the connection or the login is about us. */
const aboutTheMessage = ["RCPT TO", "DATA"];

const isRefusedForGood = (error: unknown): boolean => {
  const { responseCode = 0, command = "" } = SmtpFailure.safeParse(error).data ?? {};
  return responseCode >= 500 && responseCode < 600 && aboutTheMessage.includes(command);
};

/**
 * Sends by SMTP, one connection per message. SMTP knows no keys, so it never answers "known"; the Message-ID comes from the key, so
 * that a message sent twice is at least shown once by most readers. The whole sending has `deadlineMs` (20 s unless told).
 */
export const smtpNotices = ({
  url,
  from,
  deadlineMs = 20_000,
}: {
  /** `smtp://user:password@host:port`, or `smtps://`. */
  url: string;
  from: string;
  deadlineMs?: number;
}): Notices => {
  if (!isAddress(from)) throw new RangeError("The sender is not an address such as privacy@example.org.");
  const domain = from.slice(from.indexOf("@") + 1);
  const transport = createTransport({
    url,
    connectionTimeout: deadlineMs,
    greetingTimeout: deadlineMs,
    socketTimeout: deadlineMs,
    // a message is what it says: nothing in it names a file or an address to fetch
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  const mailOf = ({ key, to, subject, text, attachments = [] }: Notice) => ({
    from,
    // as an object: the text of an address is never read as a list
    to: { name: "", address: to },
    envelope: { from, to: [to] },
    messageId: `<${createHash("sha256").update(key).digest("hex").slice(0, 40)}@${domain}>`,
    subject,
    text,
    attachments: attachments.map(({ name, contentType, content }) => ({ filename: name, contentType, content })),
  });

  const isSent = async (notice: Notice): Promise<boolean> => {
    const ended = new AbortController();
    // nodemailer's own timers start anew with every byte that comes in
    const deadline = setTimeout(deadlineMs, false, { signal: ended.signal }).catch(() => false);
    try {
      return await Promise.race([transport.sendMail(mailOf(notice)).then(() => true), deadline]);
    } finally {
      ended.abort();
    }
  };

  return {
    send: async (notice) => {
      checkNotice(notice);
      if (!isAddress(notice.to)) return "undeliverable";
      try {
        if (await isSent(notice)) return "sent";
      } catch (error) {
        if (isRefusedForGood(error)) return "undeliverable";
        throw new Busy("The mail server did not take the message.");
      }
      throw new Busy("The mail server did not answer in time.");
    },
  };
};
