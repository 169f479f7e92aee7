import { describe, expect, test } from "vitest";
import * as deletion from "#deletion/notices.ts";
import * as exports from "#export/notices.ts";
import * as restriction from "#restriction/notices.ts";
import { aPolicy, aRequest } from "../support/requests.ts";

const about = { request: aRequest(), policy: aPolicy(), ground: "legal-duty", law: "§ 147 AO" } as const;
const stories = { deletion, export: exports, restriction };

describe("a refusal says why, by which law, and names the authority and the court (GDPR Article 12(4)),", () => {
  test.each(Object.entries(stories))("of a %s", (_story, { refused }) => {
    const said = refused("en", about).text;
    expect(said).toContain("The law: § 147 AO.");
    expect(said).toContain("You can complain to the supervisory authority, or go to court.");
    expect(said).toContain(about.policy.controller.supervisoryAuthority);
    expect(refused("de", about).text).toContain("Das Gesetz: § 147 AO.\n\nSie können sich bei der Aufsichtsbehörde");
    expect(refused("en", { ...about, law: undefined }).text).not.toContain("The law");
  });

  test.each(Object.entries(stories))(
    "and so does the word that a %s is late, at its due date",
    (_story, { interim }) => {
      expect(interim("en", about).text).toContain(
        "You can also complain to the supervisory authority, or go to court.",
      );
      expect(interim("de", about).text).toContain("Sie können sich auch bei der Aufsichtsbehörde beschweren");
    },
  );

  test("each story has a title of its own", () => {
    const titles = Object.values(stories).map(({ refused }) => refused("en", about).subject);
    expect(new Set(titles).size).toBe(3);
  });
});
