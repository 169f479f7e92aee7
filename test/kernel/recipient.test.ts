import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { RecipientAnswer, RecipientName, RecipientSettings, RecipientsByName } from "#kernel/recipient.ts";
import { parsePolicy } from "#runtime/policy-file.ts";

const ours = readFileSync(new URL("../../policy.yaml", import.meta.url), "utf8");
const bent = (from: string, to: string) => () => parsePolicy(ours.replace(from, to));

describe("recipients in policy.yaml", () => {
  test("are refused where the wait for one that needs the account does not fit into the legal month", () => {
    expect(bent("answerWithin: 10 days", "answerWithin: 12 days")).toThrow(
      /policy\.yaml:\d+ {2}recipients\.newsletter\.answerWithin: is too long for a recipient that needs the account: with 7 days of cooling-off, 5 days for the officers and 5 days for the deletion itself it does not fit into the legal month of 28 days\. Write at most "11 days"\./,
    );
    expect(bent("answerWithin: 10 days", "answerWithin: 11 days")).not.toThrow();
  });

  test("that do not need the account may take longer, but not beyond the month in which an export is answered", () => {
    expect(bent("answerWithin: 15 days", "answerWithin: 23 days")).not.toThrow();
    expect(bent("answerWithin: 15 days", "answerWithin: 24 days")).toThrow(
      /recipients\.paper-archive\.answerWithin: is not from 1 h to 23 days/,
    );
    expect(bent("answerWithin: 15 days", "answerWithin: 5 min")).toThrow(/is not from 1 h/);
  });

  test("outside of the EEA say what protects the data there (Articles 44 to 49)", () => {
    expect(bent("    region: EU\n    contract", "    region: US\n    contract")).toThrow(
      /recipients\.newsletter\.region: is outside of the EU and the EEA\. Say in "safeguard"/,
    );
    expect(
      bent("    region: EU\n    contract", "    region: US\n    safeguard: standard contractual clauses\n    contract"),
    ).not.toThrow();
  });

  test("say what they are: a kind, what they hold and what for", () => {
    expect(bent("kind: manual", "kind: telepathy")).toThrow(/recipients\.paper-archive\.kind/);
    expect(bent("holds: [letters]", "holds: []")).toThrow(/recipients\.paper-archive\.holds/);
    expect(bent("    kind: manual", "    kind: manual\n    url: https://paper.example.com")).toThrow(
      /url: is not a setting/,
    );
  });

  test("are at most twenty, by plain names", () => {
    const one = { kind: "manual", holds: ["x"], purpose: "x", region: "EU", answerWithin: "1 day" };
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, place) => [`recipient-${place}`, one]));
    expect(RecipientsByName.safeParse(many(20)).success).toBe(true);
    expect(RecipientsByName.safeParse(many(21)).success).toBe(false);
    for (const name of ["../x", "A", "", "a b", "a/b", "-a", "a".repeat(41), "__proto__", "ä"]) {
      expect([name, RecipientName.safeParse(name).success]).toEqual([name, false]);
    }
  });
});

describe("the address of a recipient (SA-17, I20)", () => {
  const withUrl = (url: string) =>
    RecipientSettings.safeParse({
      kind: "http",
      url,
      holds: ["x"],
      purpose: "x",
      region: "EU",
      answerWithin: "1 day",
    }).success;

  test.each([
    "http://news.example.com/",
    "https://10.0.0.5/",
    "https://8.8.8.8/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://127.1/",
    "https://[::1]/",
    "https://[2606:4700::1111]/",
    "https://localhost/",
    "https://intranet/",
    "https://a.localhost/",
    "https://metadata.google.internal/",
    "https://metadata.google.internal./",
    "https://printer.local/",
    "https://nas.home.arpa/",
    "https://user:secret@news.example.com/",
    "https://news.example.com/#part",
    "ftp://news.example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "news.example.com",
  ])("is not %s", (url) => expect(withUrl(url)).toBe(false));

  test.each(["https://news.example.com/habeas", "https://news.example.com:8443/a?b=c", "https://münchen.example.de/"])(
    "may be %s",
    (url) => expect(withUrl(url)).toBe(true),
  );
});

describe("an answer", () => {
  test.each([
    [{ answer: "done", counts: {} }, true],
    [{ answer: "done", counts: { records: 1.5 } }, false],
    [{ answer: "done", counts: { "=cmd": 1 } }, false],
    [{ answer: "done" }, false],
    [{ answer: "partly", counts: { records: 1 }, ground: "legal-duty", law: "§ 257 HGB" }, true],
    [{ answer: "partly", counts: { records: 1 } }, false],
    [{ answer: "refused", ground: "legal-claims" }, true],
    [{ answer: "refused", ground: "legal-claims", law: "<script>" }, false],
    [{ answer: "refused", ground: "we do not like to" }, false],
    [{ answer: "impossible", because: "person-not-found" }, true],
    [{ answer: "impossible", because: "Ada is not here" }, false],
  ])("%j: taken is %s", (answer, taken) => expect(RecipientAnswer.safeParse(answer).success).toBe(taken));
});
