import { describe, expect, test } from "vitest";
import type { Notice, Notices } from "#ports/notices/notices.ts";

export interface Delivered {
  to: string;
  subject: string;
  text: string;
  attachments: { name: string; contentType: string; content: string }[];
}

export interface NoticesHost {
  notices: Notices;
  /** What the provider took, in order, as its reader sees it. */
  delivered(): Promise<Delivered[]>;
  /** True when this provider recognises a key; else the same key is delivered again. */
  knowsKeys: boolean;
  close(): Promise<void>;
}

const receipt = { name: "receipt.jws", contentType: "application/jose", content: "eyJhbGciOiJFUzI1NiJ9.e30.c2ln" };
const notice: Notice = {
  key: "01JDF7Z8R5QK3V9X2M4N6P8S0T/completed",
  to: "ada@example.com",
  subject: "Ihr Konto ist gelöscht ✓",
  text: "Guten Tag\n\n.Wir haben Ihr Konto gelöscht.\n.\nEnde",
  attachments: [receipt],
};

export const noticesContract = (name: string, make: () => Promise<NoticesHost>) =>
  describe(`notices (${name})`, () => {
    const withNotices = async (use: (host: NoticesHost) => Promise<void>): Promise<void> => {
      const host = await make();
      try {
        await use(host);
      } finally {
        await host.close();
      }
    };

    test("arrive as they were written, letters, lone dots, attachment and all", () =>
      withNotices(async ({ notices, delivered }) => {
        expect(await notices.send(notice)).toBe("sent");
        const [message] = await delivered();
        expect(message).toEqual({ to: notice.to, subject: notice.subject, text: notice.text, attachments: [receipt] });
      }));

    test("arrive without an attachment too", () =>
      withNotices(async ({ notices, delivered }) => {
        const { attachments: _, ...plain } = notice;
        expect(await notices.send({ ...plain, text: "Hello" })).toBe("sent");
        expect(await delivered()).toMatchObject([{ text: "Hello", attachments: [] }]);
      }));

    test("are recognised by their keys where the provider can, and sent again where it cannot (I2)", () =>
      withNotices(async ({ notices, delivered, knowsKeys }) => {
        await notices.send(notice);
        expect(await notices.send({ ...notice, text: "again" })).toBe(knowsKeys ? "known" : "sent");
        expect(await notices.send({ ...notice, key: "another" })).toBe("sent");
        expect(await delivered()).toHaveLength(knowsKeys ? 2 : 3);
      }));

    test.each([
      "ada@example.com\r\nBcc: eve@example.com",
      "ada@example.com\nBcc: eve@example.com",
      "ada@example.com, eve@example.com",
      "ada@example.com;eve@example.com",
      "Eve <eve@example.com>",
      "<ada@example.com>",
      "ada@example.com> NOTIFY=SUCCESS",
      "ada @example.com",
      "ada\u0000@example.com",
      "ada@example.com\u2028Bcc",
      "ada",
      "@example.com",
      "ada@",
      "a@b@c",
      "",
      `${"x".repeat(250)}@example.com`,
    ])("go nowhere when the address is %j", (to) =>
      withNotices(async ({ notices, delivered }) => {
        expect(await notices.send({ ...notice, to })).toBe("undeliverable");
        expect(await delivered()).toEqual([]);
      }),
    );

    test("are our mistake when a header of ours has a second line", () =>
      withNotices(async ({ notices, delivered }) => {
        const bad: Partial<Notice>[] = [
          { subject: "Hello\r\nBcc: eve@example.com" },
          { attachments: [{ ...receipt, name: "a\r\nX: y" }] },
          { attachments: [{ ...receipt, contentType: "text/plain\r\nX: y" }] },
        ];
        for (const part of bad) await expect(notices.send({ ...notice, ...part })).rejects.toBeInstanceOf(RangeError);
        expect(await delivered()).toEqual([]);
      }));
  });
