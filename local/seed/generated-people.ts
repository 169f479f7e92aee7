import { instantOf } from "#kernel/instant.ts";
import type { User } from "#local/tenant/records.ts";
import { person } from "./person.ts";
import { type Random, randomFrom } from "./random.ts";

const given = [
  ...["Anna", "Ben", "Clara", "David", "Elif", "Finn", "Grace", "Hugo", "Ines", "Jakub", "Karin", "Liam"],
  ...["Mia", "Noah", "Oona", "Pavel", "Rosa", "Søren", "Tara", "Umut", "Vera", "Wiktor", "Xenia", "Yara"],
] as [string, ...string[]];
const family = [
  ...["Bauer", "Çelik", "Dubois", "Eriksen", "Fischer", "García", "Hoffmann", "Ivanova", "Jensen", "Kowalski"],
  ...["Lang", "Moreau", "Novák", "O'Brien", "Petrov", "Quinn", "Rossi", "Schmidt", "Tóth", "Ünal"],
] as [string, ...string[]];

const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/[^a-z]/gi, "")
    .toLowerCase();

const earliest = Date.UTC(2024, 0, 1);
const twoYears = 63_072_000_000;

const generate = (random: Random, number: number): User => {
  const first = random.pick(given);
  const last = random.pick(family);
  const isSocial = random.chance(0.2);
  return person({
    userId: isSocial ? `google-oauth2|1${String(number).padStart(20, "0")}` : `auth0|${random.hex(24)}`,
    name: `${first} ${last}`,
    email: `${plain(first)}.${plain(last)}.${number}@example.org`,
    emailVerified: random.chance(0.85),
    lang: random.chance(0.4) ? "de" : "en",
    userMetadata: random.chance(0.5) ? { newsletter: random.chance(0.5) } : {},
    appMetadata: random.chance(0.3) ? { customer_number: `C-${2000 + number}` } : {},
    createdAt: instantOf(earliest + random.below(twoYears)),
    logins: 1 + random.below(60),
  });
};

/** People like any others, always the same ones. */
export const generatedPeople = (count: number): User[] => {
  const random = randomFrom(20_261_124);
  return Array.from({ length: count }, (_, index) => generate(random, index + 1));
};
