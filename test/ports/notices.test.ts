import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import { besideOutbox } from "#ports/notices/beside-outbox.ts";
import type { Notice } from "#ports/notices/notices.ts";
import { outboxNotices } from "#ports/notices/outbox-notices.ts";
import { smtpNotices } from "#ports/notices/smtp-notices.ts";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { type Delivered, noticesContract } from "../contracts/notices.ts";
import { woundClock } from "../support/wound-clock.ts";

const inMemory = () => openSqliteRecords({ file: ":memory:", durability: "normal" });
const shown = ({ to, subject, text, attachments }: Delivered): Delivered => ({ to, subject, text, attachments });

noticesContract("the outbox", async () => {
  const records = inMemory();
  const clock = woundClock();
  const notices = outboxNotices({ records, clock });
  return {
    notices,
    knowsKeys: true,
    delivered: async () => (await notices.list()).items.map(shown).reverse(),
    close: async () => records.close(),
  };
});

const notice: Notice = { key: "request/done", to: "canary.person@example.com", subject: "Done", text: "It is done." };

describe("the outbox", () => {
  test("shows the newest first, a page at a time", async () => {
    const clock = woundClock();
    const outbox = outboxNotices({ records: inMemory(), clock });
    for (const key of ["1", "2", "3"]) {
      await outbox.send({ ...notice, key, subject: key });
      clock.wind(1);
    }
    const first = await outbox.list({ limit: 2 });
    const second = await outbox.list({ limit: 2, cursor: first.cursor });
    expect([...first.items, ...second.items].map(({ subject }) => subject)).toEqual(["3", "2", "1"]);
    expect(second.cursor).toBeUndefined();
  });

  test("sends once when asked ten times at once (I2)", async () => {
    const outbox = outboxNotices({ records: inMemory(), clock: woundClock() });
    const answers = await Promise.all(Array.from({ length: 10 }, () => outbox.send(notice)));
    expect(answers.filter((answer) => answer === "sent")).toHaveLength(1);
    expect((await outbox.list()).items).toHaveLength(1);
  });

  test("lets go of a message after 7 days (I9)", async () => {
    const records = inMemory();
    const clock = woundClock();
    const outbox = outboxNotices({ records, clock });
    await outbox.send(notice);
    clock.wind(7 * 86_400 - 1);
    expect((await outbox.list()).items).toHaveLength(1);
    clock.wind(1);
    expect((await outbox.list()).items).toEqual([]);
    expect(records.removeExpired(clock.now())).toBe(2);
  });
});

interface SmtpServer {
  url: string;
  messages: { from: string; to: string[]; data: string }[];
  close(): Promise<void>;
}

/** Answers to a command with another line than the usual one; `undefined` is never an answer at all. */
type Turn = (command: string) => string | null | undefined;

/** A mail server as small as RFC 5321 lets it be. `turn` gives other answers; null answers as usual. */
const smtpServer = async (turn: Turn = () => null): Promise<SmtpServer> => {
  const messages: SmtpServer["messages"] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    let [from, to, data]: [string, string[], string[] | undefined] = ["", [], undefined];
    const usual = (command: string): string => {
      if (command.startsWith("EHLO")) return "250-test\r\n250 8BITMIME";
      if (command.startsWith("MAIL FROM")) from = command.slice(10);
      if (command.startsWith("RCPT TO")) to.push(command.slice(8));
      if (command.startsWith("DATA")) data = [];
      if (command === "end of data") {
        messages.push({ from, to, data: (data ?? []).join("\r\n") });
        [to, data] = [[], undefined];
      }
      return command.startsWith("DATA") ? "354 go on" : "250 ok";
    };
    const answer = (command: string): void => {
      const special = turn(command);
      if (special === undefined) return;
      if (special !== null && command === "end of data") [to, data] = [[], undefined];
      socket.write(`${special ?? usual(command)}\r\n`);
    };
    let rest = "";
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString("latin1")).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (data === undefined) answer(line);
        else if (line === ".") answer("end of data");
        else data.push(line.replace(/^\./, ""));
      }
    });
    const greeting = turn("greeting");
    if (greeting !== undefined) socket.write(`${greeting ?? "220 test ESMTP"}\r\n`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
};

/** A part of a message: its headers by lower-case name, and its content decoded. */
const partOf = (raw: string): { headers: Record<string, string>; body: string; text: string } => {
  const [head = "", ...rest] = raw.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n");
  const lines = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(":")[0]?.toLowerCase(), line.replace(/^[^:]*: ?/, "")]),
  );
  const unquoted = (text: string): string =>
    Buffer.from(
      text
        .replace(/=\r\n/g, "")
        .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      "latin1",
    ).toString("utf8");
  const encoding = headers["content-transfer-encoding"];
  const text =
    encoding === "base64"
      ? Buffer.from(body, "base64").toString("utf8")
      : encoding === "quoted-printable"
        ? unquoted(body)
        : body;
  return { headers, body, text: text.replaceAll("\r\n", "\n") };
};

const decodedWords = (header: string): string =>
  header
    .replace(/\?= =\?/g, "?==?")
    .replace(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === "B"
        ? Buffer.from(word, "base64").toString("utf8")
        : decodeURIComponent(word.replaceAll("_", " ").replace(/=([0-9A-F]{2})/g, "%$1")),
    );

const read = ({ to, data }: SmtpServer["messages"][number]): Delivered => {
  const whole = partOf(data);
  const [, boundary] = /boundary="([^"]+)"/.exec(whole.headers["content-type"] ?? "") ?? [];
  const parts =
    boundary === undefined
      ? [whole]
      : whole.body
          .split(`--${boundary}`)
          .slice(1, -1)
          .map((part) => partOf(part.replace(/^\r\n/, "").replace(/\r\n$/, "")));
  const [text, ...attachments] = parts;
  return {
    to: to.join().replace(/^<(.*)>$/, "$1"),
    subject: decodedWords(whole.headers.subject ?? ""),
    text: text?.text.replace(/\n$/, "") ?? "",
    attachments: attachments.map(({ headers, text: content }) => ({
      name: /filename="?([^";]+)/.exec(headers["content-disposition"] ?? "")?.[1] ?? "",
      contentType: headers["content-type"]?.split(";")[0] ?? "",
      content,
    })),
  };
};

noticesContract("SMTP", async () => {
  const server = await smtpServer();
  return {
    notices: smtpNotices({ url: server.url, from: "privacy@example.org" }),
    knowsKeys: false,
    delivered: async () => server.messages.map(read),
    close: server.close,
  };
});

/** Sends one notice to a server with other answers than usual. */
const sendTo = async (turn: Turn, deadlineMs = 5_000): Promise<unknown> => {
  const server = await smtpServer(turn);
  try {
    return await smtpNotices({ url: server.url, from: "privacy@example.org", deadlineMs })
      .send(notice)
      .catch((error: unknown) => error);
  } finally {
    await server.close();
  }
};
const to =
  (wanted: string, answer: string | undefined): Turn =>
  (command) =>
    command.startsWith(wanted) ? answer : null;

describe("SMTP", () => {
  test("carries the same Message-ID for the same key, another for another, and never the key itself (I10)", async () => {
    const server = await smtpServer();
    const notices = smtpNotices({ url: server.url, from: "privacy@example.org" });
    for (const key of ["a/b", "a/b", "c"]) await notices.send({ ...notice, key });
    await server.close();
    const ids = server.messages.map(({ data }) => partOf(data).headers["message-id"]);
    expect(ids[0]).toMatch(/^<[0-9a-f]{40}@example\.org>$/);
    expect([ids[1] === ids[0], ids[2] === ids[0]]).toEqual([true, false]);
  });

  test.each([
    ["RCPT TO", "550 5.1.1 no such user canary.person@example.com"],
    ["RCPT TO", "553 5.1.3 bad address"],
    ["end of data", "554 5.7.1 refused"],
  ])("answers undeliverable when the server refuses the message for good: %s %s", async (command, answer) => {
    expect(await sendTo(to(command, answer))).toBe("undeliverable");
  });

  test.each([
    ["RCPT TO", "451 4.2.1 mailbox of canary.person@example.com busy"],
    ["end of data", "452 4.3.1 full"],
    ["greeting", "421 go away"],
    // these are about us, not about the person: they must not pass for an undeliverable address
    ["greeting", "554 no service"],
    ["MAIL FROM", "550 5.7.1 sender refused"],
  ])("is busy, without any of the server's words, when %s is answered with %s", async (command, answer) => {
    const failure = await sendTo(to(command, answer));
    expect(failure).toBeInstanceOf(Busy);
    expect(`${(failure as Error).stack} ${String((failure as Error).cause)}`).not.toMatch(/canary|mailbox|refused/);
  });

  test.each(["greeting", "RCPT TO", "end of data"])("is busy when %s is never answered (F3, F4)", async (command) => {
    expect(await sendTo(to(command, undefined), 300)).toBeInstanceOf(Busy);
  });

  test("is busy when nobody listens", async () => {
    const server = await smtpServer();
    await server.close();
    const failure = await smtpNotices({ url: server.url, from: "privacy@example.org" })
      .send(notice)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Busy);
  });

  test("fetches nothing that a message names", async () => {
    const server = await smtpServer();
    const content = { path: "/etc/passwd" } as unknown as string;
    const attachments = [{ name: "a.txt", contentType: "text/plain", content }];
    const failure = await smtpNotices({ url: server.url, from: "privacy@example.org" })
      .send({ ...notice, attachments })
      .catch((error: unknown) => error);
    await server.close();
    expect(failure).toBeInstanceOf(Error);
    expect(server.messages).toEqual([]);
  });

  test("with the outbox beside it knows its keys, and records only what went out (I2)", async () => {
    let up = false;
    const server = await smtpServer((command) => (command === "greeting" && !up ? "421 down" : null));
    const outbox = outboxNotices({ records: inMemory(), clock: woundClock() });
    const provider = smtpNotices({ url: server.url, from: "privacy@example.org" });
    const notices = besideOutbox({ outbox, provider });
    await expect(notices.send(notice)).rejects.toBeInstanceOf(Busy);
    expect((await outbox.list()).items).toEqual([]);
    up = true;
    expect([await notices.send(notice), await notices.send(notice)]).toEqual(["sent", "known"]);
    await server.close();
    expect(server.messages).toHaveLength(1);
    expect((await outbox.list()).items).toHaveLength(1);
  });
});
