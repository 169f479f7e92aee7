import { describe, expect, test } from "vitest";
import { digestOfLog } from "#export/log-digest.ts";

const login = (date: string, more: object = {}) => ({
  type: "s",
  date: `2026-11-24T${date}.000Z`,
  user_id: "auth0|ada",
  ip: "192.0.2.7",
  user_agent: "Firefox",
  ...more,
});

describe("the digest of a page of the log", () => {
  test("has a visit once, with the latest moment of it, whoever's it is", () => {
    const items = [
      login("08:01:00"),
      login("08:59:00"),
      login("08:30:00"),
      login("08:02:00", { user_id: "auth0|bob" }),
    ];
    const { visits } = digestOfLog({ items });
    expect(visits.map(({ userId, latest }) => [userId, latest])).toEqual([
      ["auth0|ada", "2026-11-24T08:59:00.000Z"],
      ["auth0|bob", "2026-11-24T08:02:00.000Z"],
    ]);
  });

  test("tells another hour, another browser and another address apart, and takes no failure for a visit", () => {
    const others = [{ user_agent: "Chrome" }, { ip: "192.0.2.8" }, { date: "2026-11-24T09:00:00.000Z" }];
    const items = [
      login("08:00:00"),
      ...others.map((other) => login("08:00:00", other)),
      login("08:00:00", { type: "fp" }),
    ];
    expect(digestOfLog({ items }).visits).toHaveLength(4);
  });

  test("has the first moment and the last, and whether another page follows", () => {
    const items = [login("08:00:00"), login("10:00:00")];
    expect(digestOfLog({ items, next: "1" })).toMatchObject({
      first: "2026-11-24T08:00:00.000Z",
      last: "2026-11-24T10:00:00.000Z",
      goesOn: true,
    });
    expect(digestOfLog({ items: [] })).toEqual({ first: "", last: "", visits: [], goesOn: false });
  });
});
