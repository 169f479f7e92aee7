import * as z from "zod";
import { UserId } from "#kernel/ids.ts";
import { instantOf } from "#kernel/instant.ts";
import { LanguageMetadata, languageOf } from "#ports/identity/language.ts";
import type { ListedAccount } from "./listing.ts";

/** How many logins of an account are looked at for their connections. */
const logins = [0, 1, 2, 3, 4];

/** What an export is asked for: no more than what is used, each under a name of ours. `flag` is our one member of app_metadata. */
export const exportFields = (flag: string): { name: string; export_as?: string }[] => [
  { name: "user_id" },
  { name: "created_at" },
  { name: "email" },
  { name: "email_verified" },
  { name: "blocked" },
  ...["lang", "language", "locale"].map((name) => ({ name: `user_metadata.${name}`, export_as: name })),
  { name: "app_metadata.region", export_as: "region" },
  { name: `app_metadata.${flag}`, export_as: "flag" },
  ...logins.map((place) => ({ name: `identities[${place}].connection`, export_as: `connection_${place}` })),
];

const text = z.string().min(1).nullish().catch(undefined);

const Line = z.looseObject({
  user_id: UserId,
  created_at: z.iso.datetime({ offset: true }),
  email: text,
  email_verified: z.unknown().optional(),
  blocked: z.unknown().optional(),
  region: text,
  flag: z.object({ version: z.string() }).nullish().catch(undefined),
});

/** An exported account; undefined for one that cannot be read, such as an id that could not be used in a path (I7). */
export const accountOfLine = (line: unknown): ListedAccount | undefined => {
  const read = Line.safeParse(line);
  if (!read.success) return undefined;
  const { user_id, created_at, email, email_verified, blocked, region, flag, ...more } = read.data;
  return {
    userId: user_id,
    createdAt: instantOf(Date.parse(created_at)),
    address: email_verified === true && email ? email : undefined,
    locale: languageOf(LanguageMetadata.parse(more)),
    blocked: blocked === true,
    connections: logins.map((place) => more[`connection_${place}`]).filter((name) => typeof name === "string"),
    region: region ?? undefined,
    accepted: flag?.version,
  };
};

const User = z.looseObject({
  identities: z.array(z.object({ connection: z.string() })).catch([]),
  user_metadata: z.looseObject({}).catch({}).optional(),
  app_metadata: z.looseObject({ region: z.unknown().optional() }).catch({ region: undefined }).optional(),
});

/** The same for an account as `GET /users` shows it. */
export const accountOfUser = (user: unknown, flag: string): ListedAccount | undefined => {
  const read = User.safeParse(user);
  if (!read.success) return undefined;
  const { identities, user_metadata = {}, app_metadata, ...root } = read.data;
  const named = identities.slice(0, logins.length).map(({ connection }, place) => [`connection_${place}`, connection]);
  const metadata = { region: app_metadata?.region, flag: app_metadata?.[flag] };
  return accountOfLine({ ...root, ...user_metadata, ...metadata, ...Object.fromEntries(named), ...root });
};
