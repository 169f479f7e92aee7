import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import { dayChain } from "#ports/audit/audit.ts";
import { entry } from "../../support/acceptances.ts";
import type { MakeRecordsHost } from "../../support/records-host.ts";
import { aHold, subjectRef } from "../../support/requests.ts";
import { type Desk, openDesk } from "../../support/requests-desk.ts";
import { watchedRecords } from "../../support/watched-records.ts";

const anna = subjectRef("a");

export const subjectAndSwitchContract = (make: MakeRecordsHost) =>
  describe("what belongs to no request", () => {
    let desk: Desk;
    beforeEach(async () => {
      desk = await openDesk(make);
    });
    afterEach(() => desk.close());
    const note = (event: string) => entry(event, desk.clock.now());
    const placed = (holdId: string) =>
      desk.requests.changeSubject(anna, (subject) => ({
        outcome: subject.holds.length,
        subject: { ...subject, holds: [...subject.holds, aHold({ holdId })] },
        audit: [note("hold-placed")],
      }));
    const dayEvents = async (date: string) => {
      expect(await desk.audit.verify(dayChain(date))).toBeUndefined();
      return (await desk.audit.entries(dayChain(date))).items.map((item) => item.event);
    };

    test("a subject that nobody wrote of yet is new, and stays unwritten when nothing is decided", async () => {
      const look = () => desk.requests.changeSubject(anna, (subject) => ({ outcome: subject, audit: [] }));
      expect(await look()).toEqual({ subjectRef: anna, holds: [], open: {} });
      expect((await desk.records.query(`SUBJECT#${anna}`)).items).toEqual([]);
    });

    test("a subject's change is audited in the chain of the day, in UTC", async () => {
      expect(await placed("one")).toBe(0);
      desk.clock.wind(15 * 3600 - 0.001);
      expect(await placed("two")).toBe(1);
      desk.clock.wind(0.001);
      expect(await placed("three")).toBe(2);
      expect(await dayEvents("2026-11-24")).toEqual(["hold-placed", "hold-placed"]);
      expect(await dayEvents("2026-11-25")).toEqual(["hold-placed"]);
    });

    test("a refused attempt is audited though nothing changes", async () => {
      await desk.requests.changeSubject(anna, () => ({ outcome: undefined, audit: [note("hold-refused")] }));
      expect(await dayEvents("2026-11-24")).toEqual(["hold-refused"]);
    });

    test("two changes of a subject at once both stand", async () => {
      await Promise.all([placed("one"), placed("two"), placed("three")]);
      const holds = await desk.requests.changeSubject(anna, (subject) => ({ outcome: subject.holds, audit: [] }));
      expect(holds.map((hold) => hold.holdId).toSorted()).toEqual(["one", "three", "two"]);
      expect(await dayEvents("2026-11-24")).toHaveLength(3);
    });

    test("a rule that writes another subject is refused", async () => {
      const change = desk.requests.changeSubject(anna, (subject) => ({
        outcome: undefined,
        subject: { ...subject, subjectRef: subjectRef("b") },
        audit: [],
      }));
      await expect(change).rejects.toMatchObject({ name: "DecidedUnread" });
    });

    test("the kill switch is on until it is turned, and every turn is audited (I13)", async () => {
      expect(await desk.requests.readKillSwitch()).toEqual({ off: false });
      const off = { off: true, since: desk.clock.now() };
      await desk.requests.turnKillSwitch(off, note("switched-off"));
      expect(await desk.requests.readKillSwitch()).toEqual(off);
      await desk.requests.turnKillSwitch({ off: false }, note("switched-on"));
      expect(await desk.requests.readKillSwitch()).toEqual({ off: false });
      expect(await dayEvents("2026-11-24")).toEqual(["switched-off", "switched-on"]);
    });

    test("neither a hold nor the switch changes when the audit cannot be written (I11)", async () => {
      const pk = `CHAIN#${dayChain("2026-11-24")}`;
      await desk.records.transact([{ put: { pk, sk: "ENTRY#000000001", body: {} }, ifVersion: 0 }]);
      await expect(placed("one")).rejects.toBeInstanceOf(Busy);
      await expect(desk.requests.turnKillSwitch({ off: true }, note("switched-off"))).rejects.toBeInstanceOf(Busy);
      expect(await desk.requests.readKillSwitch()).toEqual({ off: false });
      expect((await desk.records.query(`SUBJECT#${anna}`)).items).toEqual([]);
    });

    test("what is decided rests on what is written: a hold that came between is decided on again", async () => {
      let pending = true;
      const watched = watchedRecords(desk.records, async () => {
        if (!pending) return;
        pending = false;
        await placed("between");
      });
      const seen: number[] = [];
      await desk.over(watched).changeSubject(anna, (subject) => {
        seen.push(subject.holds.length);
        return { outcome: undefined, subject: { ...subject, holds: [] }, audit: [] };
      });
      expect(seen).toEqual([0, 1]);
    });
  });
