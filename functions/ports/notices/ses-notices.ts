import { type SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { called } from "../aws-failure.ts";
import { checkNotice, isAddress } from "./check-notice.ts";
import type { Notice, Notices } from "./notices.ts";

const utf8 = (Data: string) => ({ Data, Charset: "UTF-8" });

const messageOf = ({ subject, text, attachments = [] }: Notice) => ({
  Subject: utf8(subject),
  Body: { Text: utf8(text) },
  ...(attachments.length > 0 && {
    Attachments: attachments.map(({ name, contentType, content }) => ({
      FileName: name,
      ContentType: contentType,
      ContentDisposition: "ATTACHMENT" as const,
      RawContent: Buffer.from(content),
    })),
  }),
});

/** SES words a refused recipient as a rejected message; what it says of us (sender, account, quota) has other names. */
const isRefusedForGood = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === "MessageRejected" || error.name === "BadRequestException") &&
  /address|recipient|destination|local part|domain/i.test(error.message) &&
  !/not verified|from|sender/i.test(error.message);

/** Sends by SES (API v2). SES knows no keys, so it never answers "known". An address that bounces later is told by SES's own events. */
export const sesNotices = ({ client, from }: { client: SESv2Client; from: string }): Notices => {
  if (!isAddress(from)) throw new RangeError("The sender is not an address such as privacy@example.org.");
  return {
    send: async (notice) => {
      checkNotice(notice);
      if (!isAddress(notice.to)) return "undeliverable";
      const mail = new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [notice.to] },
        Content: { Simple: messageOf(notice) },
      });
      try {
        await called("SES", client.send(mail));
        return "sent";
      } catch (error) {
        if (isRefusedForGood(error)) return "undeliverable";
        throw error;
      }
    },
  };
};
