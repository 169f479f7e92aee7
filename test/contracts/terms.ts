import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SubjectRef } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { answersChain, dayChain } from "#ports/audit/audit.ts";
import { auditIn } from "#ports/audit/recorded-audit.ts";
import { Conflict } from "#ports/records/records.ts";
import { termsIn } from "#ports/terms/recorded-terms.ts";
import { answerShards, type Terms } from "#ports/terms/terms.ts";
import { entry } from "../support/acceptances.ts";
import { type MakeRecordsHost, noPause, type RecordsHost } from "../support/records-host.ts";
import { at, subjectRef } from "../support/requests.ts";
import { aHash, anAnswer, aPublication } from "../support/terms.ts";
import { type WoundClock, woundClock } from "../support/wound-clock.ts";

const id = { document: "terms", version: "2027-01" };
const letters = "abcdefghijklmnopqrstuvwxyz";

/** What the port of terms must do over any table. */
export const termsContract = (name: string, make: MakeRecordsHost) =>
  describe(`terms: ${name}`, () => {
    let host: RecordsHost;
    let clock: WoundClock;
    let terms: Terms;
    beforeEach(async () => {
      host = await make();
      clock = woundClock();
      terms = termsIn({ records: host.records, clock, pause: noPause });
    });
    afterEach(() => host.close());
    const note = (event: string) => entry(event, clock.now());
    const audited = async (): Promise<string[]> => {
      const audit = auditIn(host);
      const events: string[] = [];
      const today = clock.now().slice(0, 10);
      const chains = Array.from({ length: answerShards }, (_, shard) => answersChain(today, shard));
      for (const chain of [dayChain(today), ...chains]) {
        expect(await audit.verify(chain)).toBeUndefined();
        events.push(...(await audit.entries(chain)).items.map((item) => item.event));
      }
      return events;
    };

    describe("a version", () => {
      test("is published once; the same again is known, another under its name is not taken", async () => {
        expect(await terms.publish(aPublication(), note("terms-published"))).toBe("published");
        const again = aPublication({ publishedAt: at("2026-11-25"), publishedBy: "officer:two" });
        expect(await terms.publish(again, note("terms-published"))).toBe("known");
        expect(await terms.publish(aPublication({ graceSeconds: 1 }), note("terms-published"))).toBe("other");
        expect(await terms.publications()).toEqual([aPublication()]);
        expect(await terms.findPublication(id)).toEqual(aPublication());
        expect(await audited()).toEqual(["terms-published"]);
      });

      test("is changed with its audit, and one that never was is not", async () => {
        await terms.publish(aPublication(), note("terms-published"));
        const stop = (version: string) =>
          terms.changePublication({ ...id, version }, (publication) => ({
            outcome: "stopped",
            publication: { ...publication, stoppedAt: clock.now() },
            audit: [note("terms-stopped")],
          }));
        expect(await stop("2027-01")).toBe("stopped");
        expect(await stop("2030-01")).toBeUndefined();
        expect((await terms.findPublication(id))?.stoppedAt).toBe(clock.now());
        // whoever asks may hand over more than the name of the version: none of it is kept
        await terms.changePublication({ ...id, openedBy: "officer:canary" } as never, (publication) => ({
          ...{ outcome: undefined, audit: [] },
          publication: { ...publication, undoneAt: clock.now() },
        }));
        expect(await terms.findPublication(id)).toEqual({
          ...aPublication(),
          ...{ stoppedAt: clock.now(), undoneAt: clock.now() },
        });
        expect(await audited()).toEqual(["terms-published", "terms-stopped"]);
      });

      test("keeps what a later version of Habeas wrote beside what this one knows (I18)", async () => {
        const later = { ...aPublication(), campaign: "01K" };
        await terms.publish(later, note("terms-published"));
        await terms.changePublication(id, (publication) => ({
          outcome: undefined,
          publication: { ...publication, undoneAt: clock.now() },
          audit: [],
        }));
        expect(await terms.findPublication(id)).toMatchObject({ campaign: "01K", undoneAt: clock.now() });
      });
    });

    describe("an answer", () => {
      test("stands with its evidence, and is audited", async () => {
        expect(await terms.standing(subjectRef("a"), id)).toBeUndefined();
        expect(await terms.record(anAnswer())).toEqual({ standing: anAnswer(), isNew: true });
        expect(await terms.standing(subjectRef("a"), id)).toEqual(anAnswer());
        expect(await terms.answersOf(subjectRef("a"))).toEqual([anAnswer()]);
        expect(await audited()).toEqual(["document-accepted"]);
      });

      test("given twice counts once, and the first is the evidence", async () => {
        await terms.record(anAnswer());
        expect(await terms.record(anAnswer())).toEqual({ standing: anAnswer(), isNew: false });
        const later = anAnswer({ at: plus(anAnswer().at, 60), sha256: "c".repeat(64) });
        expect(await terms.record(later)).toEqual({ standing: anAnswer(), isNew: false });
        expect((await terms.history(subjectRef("a"))).items).toEqual([anAnswer()]);
        expect((await terms.counts(id)).map(({ people }) => people)).toEqual([1]);
        expect(await audited()).toEqual(["document-accepted"]);
      });

      test("given many times at once counts once", async () => {
        const answers = await Promise.all(Array.from({ length: 5 }, () => terms.record(anAnswer())));
        expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
        expect((await terms.counts(id)).map(({ people }) => people)).toEqual([1]);
      });

      test("that declines never undoes an acceptance, whichever is heard of first (I21)", async () => {
        const declined = anAnswer({ answer: "declined", at: plus(anAnswer().at, -60) });
        await terms.record(anAnswer());
        expect(await terms.record(declined)).toEqual({ standing: anAnswer(), isNew: true });
        const other = { subjectRef: subjectRef("b") };
        await terms.record({ ...declined, ...other });
        expect((await terms.record(anAnswer(other))).standing.answer).toBe("accepted");
        expect((await terms.history(subjectRef("a"))).items.map(({ answer }) => answer)).toEqual([
          "declined",
          "accepted",
        ]);
        expect(await terms.counts(id)).toEqual([expect.objectContaining({ answer: "accepted", people: 2 })]);
      });

      test("to a consent may be yes, no and yes again, and every one is kept", async () => {
        const consent = { kind: "consent", document: "newsletter", version: "2026-10", how: "portal" } as const;
        const said = (answer: "accepted" | "withdrawn" | "declined", minute: number) =>
          terms.record(anAnswer({ ...consent, answer, at: plus(anAnswer().at, minute * 60) }));
        await said("accepted", 0);
        await said("withdrawn", 1);
        expect((await said("accepted", 2)).standing.answer).toBe("accepted");
        expect((await said("declined", -5)).standing.answer).toBe("accepted");
        const { items } = await terms.history(subjectRef("a"));
        expect(items.map(({ answer }) => answer)).toEqual(["declined", "accepted", "withdrawn", "accepted"]);
        expect((await terms.counts(consent)).map(({ answer, people }) => [answer, people])).toEqual([["accepted", 1]]);
      });
    });

    describe("progress", () => {
      test("is counted by day, language and group", async () => {
        const say = (letter: string, more: Parameters<typeof anAnswer>[0]) =>
          terms.record(anAnswer({ subjectRef: subjectRef(letter), ...more }));
        for (const letter of letters) await say(letter, { locale: letter < "k" ? "de" : "en" });
        await say("A", { group: "org_1" });
        await say("B", { at: plus(anAnswer().at, 86_400) });
        await say("C", { answer: "declined" });
        const counts = (await terms.counts(id)).map(({ day, locale, group, answer, people }) =>
          [day, locale, group.slice(0, 5), answer, people].join(" "),
        );
        expect(counts.toSorted()).toEqual([
          "2026-11-24 de Usern accepted 10",
          "2026-11-24 en Usern accepted 16",
          "2026-11-24 en Usern declined 1",
          "2026-11-24 en org_1 accepted 1",
          "2026-11-25 en Usern accepted 1",
        ]);
      });

      test("an answer that changes moves from one count to the other", async () => {
        await terms.record(anAnswer({ answer: "declined" }));
        await terms.record(anAnswer({ at: plus(anAnswer().at, 86_400), locale: "de" }));
        expect(await terms.counts(id)).toEqual([
          { day: "2026-11-25", locale: "de", group: anAnswer().group, answer: "accepted", people: 1 },
        ]);
      });

      test("whoever accepted is found among others, and in the lists, which miss nobody", async () => {
        const accepting = [...letters].map(subjectRef);
        for (const ref of accepting) await terms.record(anAnswer({ subjectRef: ref }));
        await terms.record(anAnswer({ subjectRef: subjectRef("A"), answer: "declined" }));
        await terms.record(anAnswer({ subjectRef: subjectRef("B"), version: "2027-02" }));
        const asked = [...accepting, ..."ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".split("").map(subjectRef)];
        expect([...(await terms.acceptedAmong(asked, "terms", ["2027-01"]))].toSorted()).toEqual(accepting);
        const both = await terms.acceptedAmong(asked, "terms", ["2027-01", "2027-02"]);
        expect(both.has(subjectRef("B"))).toBe(true);
        await host.eventually(async () => {
          const found: SubjectRef[] = [];
          for (let shard = 0; shard < answerShards; shard += 1) {
            found.push(...(await terms.acceptances(id, shard)).items.map((item) => item.subjectRef));
          }
          expect(found.toSorted()).toEqual(accepting);
        });
      });
    });

    describe("a gate's token", () => {
      test("belongs to the login it first came with", async () => {
        const until = plus(clock.now(), 3600);
        expect(await terms.bindToLogin("token-1", "state-1", until)).toBe(true);
        expect(await terms.bindToLogin("token-1", "state-1", until)).toBe(true);
        expect(await terms.bindToLogin("token-1", "state-2", until)).toBe(false);
        expect(await terms.bindToLogin("token-2", "state-2", until)).toBe(true);
      });
    });

    test("keeps no text and nothing personal in its rows but ids, hashes and times (I10)", async () => {
      await terms.record(anAnswer());
      const { items } = await host.records.query(`ANSWERS#${subjectRef("a")}`);
      expect(items.map(({ sk }) => sk.split("#")[0])).toEqual(["SAID", "STANDING"]);
      for (const { body } of items) expect(Object.keys(body).toSorted()).toEqual(Object.keys(anAnswer()).toSorted());
      expect(items[0]?.body.sha256).toBe(aHash);
    });

    test("what cannot be audited is not kept (I11)", async () => {
      const broken = {
        ...host.records,
        transact: (writes: Parameters<typeof host.records.transact>[0]) => {
          if (writes.some((write) => "put" in write && write.put.pk.startsWith("CHAIN#"))) throw new Conflict("no");
          return host.records.transact(writes);
        },
      };
      const failing = termsIn({ records: broken, clock, pause: noPause });
      await expect(failing.record(anAnswer())).rejects.toThrow();
      expect(await terms.standing(subjectRef("a"), id)).toBeUndefined();
      expect(await terms.counts(id)).toEqual([]);
    });
  });
