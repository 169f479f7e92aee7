import * as z from "zod";
import { Duration, days, hours } from "./duration.ts";
import { RequestId } from "./ids.ts";
import { Instant } from "./instant.ts";
import { OfficerGround } from "./refusal.ts";

/** Another system that holds data of the person, as policy.yaml calls it: it stands in file names, paths and the names of secrets. */
export const RecipientName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'is not a name of small letters, digits and "-", such as newsletter')
  .brand<"RecipientName">();
export type RecipientName = z.infer<typeof RecipientName>;

/** What a recipient can be asked: to hand over, to delete, to correct, to stop using, and to use again. */
export const Verb = z.enum(["export", "erase", "correct", "restrict", "lift"]);
export type Verb = z.infer<typeof Verb>;

/** Ends of names that lead to no server of the internet: of this machine, of a network of one's own, or of nobody (RFC 6761, 6762, 8375, 9476). */
const innerNames =
  /\.(?:localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa|test|invalid|onion|alt)\.?$/;

/** Only a name of the public internet: an address would have no certificate, and a single word leads wherever the network says (I20). */
const isPublicName = (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { hostname, username, password, hash } = new URL(url);
  const isAddress = hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
  const isName = !isAddress && hostname.includes(".") && !innerNames.test(hostname);
  return isName && username === "" && password === "" && hash === "";
};

/** The month of GDPR Article 12(3), reckoned at its shortest. */
const longestAnswer = days(23);

const held = {
  /** What it has of people, in words: "e-mail address". */
  holds: z.array(z.string().min(1).max(80)).min(1).max(20),
  purpose: z.string().min(1).max(200),
  /** Where it keeps them: EU, EEA, or a country. */
  region: z.string().min(1).max(60),
  /** The contract under Article 28, or what else it rests on. */
  contract: z.string().min(1).max(200).optional(),
  /** What protects the data outside of the EEA (Articles 44 to 49). */
  safeguard: z.string().min(1).max(200).optional(),
  /** True when it finds people by their account: it is told before the account goes. */
  needsAccount: z.boolean().default(false),
  /** How long it may take to answer. */
  answerWithin: Duration.refine(
    (seconds) => seconds >= hours(1) && seconds <= longestAnswer,
    'is not from 1 h to 23 days: the legal month has 28, of which 5 are ours. Write for example "10 days".',
  ),
};

const inTheEea = ["EU", "EEA", "EWR"];

/** A recipient as policy.yaml describes it. http: called and answers by itself. manual: an officer sees to it. */
export const RecipientSettings = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("http"),
      url: z
        .url({ protocol: /^https$/, error: "is not an https address" })
        .refine(
          isPublicName,
          "is not an address of the public internet: write a name with https, no IP address, no inner name and no password.",
        ),
      ...held,
    }),
    z.strictObject({ kind: z.literal("manual"), ...held }),
  ])
  .refine(({ region, safeguard }) => inTheEea.includes(region) || safeguard !== undefined, {
    path: ["region"],
    message:
      'is outside of the EU and the EEA. Say in "safeguard" what protects the data there, such as "adequacy decision" or "standard contractual clauses".',
  });
export type RecipientSettings = z.infer<typeof RecipientSettings>;

/** All rows of one request are written in one transaction, which holds 100. */
const mostRecipients = 20;

export const RecipientsByName = z
  .record(RecipientName, RecipientSettings)
  .refine((all) => Object.keys(all).length <= mostRecipients, `are more than ${mostRecipients}.`);

/** Numbers of what was handed over, deleted or left, by what they count: `{ "records": 4 }`. */
export const Counts = z
  .record(z.string().regex(/^[A-Za-z][\w-]{0,39}$/, "is not a name of a count"), z.int().min(0))
  .refine((counts) => Object.keys(counts).length <= 20, "are more than 20 counts");
export type Counts = z.infer<typeof Counts>;

/** Why something could not be done, where no law says no. */
export const Obstacle = z.enum(["person-not-found", "verb-not-supported", "technical-fault"]);

const law = z
  .string()
  .regex(/^[\p{L}\p{N} .,§()/-]{1,100}$/u, "is not a reference of 1 to 100 plain characters")
  .optional();

/** How a recipient answered, whoever says so: itself, or an officer with evidence. */
export const RecipientAnswer = z.discriminatedUnion("answer", [
  z.object({ answer: z.literal("done"), counts: Counts }),
  /** Some of it; the rest is refused by a ground, or something is in the way. */
  z
    .object({
      answer: z.literal("partly"),
      counts: Counts,
      ground: OfficerGround.optional(),
      law,
      because: Obstacle.optional(),
    })
    .refine(
      ({ ground, because }) => ground !== undefined || because !== undefined,
      'names neither "ground" nor "because"',
    ),
  z.object({ answer: z.literal("refused"), ground: OfficerGround, law }),
  z.object({ answer: z.literal("impossible"), because: Obstacle }),
]);
export type RecipientAnswer = z.infer<typeof RecipientAnswer>;

/** Names one question to one recipient, and says nothing: random, no token of a run, good for nobody else. */
export const RecipientTaskId = z
  .string()
  .regex(/^rt_[0-9a-f]{32}$/, "is not a task's id")
  .brand<"RecipientTaskId">();
export type RecipientTaskId = z.infer<typeof RecipientTaskId>;

/** What a part of an export may be. */
export const PartType = z.enum(["application/json", "text/csv", "application/zip", "application/pdf", "text/plain"]);
export type PartType = z.infer<typeof PartType>;

/** A part of an export that waits in the archive, under a name of ours. */
export const Part = z.object({
  name: z.string(),
  type: PartType,
  bytes: z.int().min(0),
  /** Hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "is not a SHA-256 in hex"),
});
export type Part = z.infer<typeof Part>;

/**
 * Where a question stands:
 * - listed: it will be asked
 * - asked: it knows, and has time until `answerBy`
 * - done, partly, refused, impossible: its answer
 * - unanswered: its time is over, and the story went on; an answer that comes later is still taken
 */
export const RecipientStatus = z.enum(["listed", "asked", "done", "partly", "refused", "impossible", "unanswered"]);
export type RecipientStatus = z.infer<typeof RecipientStatus>;

/**
 * One question to one recipient, and what came of it: the ledger of GDPR Article 19. Ids, states, counts and times; what policy said of
 * the recipient then is kept with it.
 */
export const RecipientTask = z.object({
  taskId: RecipientTaskId,
  requestId: RequestId,
  recipient: RecipientName,
  verb: Verb,
  kind: z.enum(["http", "manual"]),
  status: RecipientStatus,
  holds: z.array(z.string()),
  purpose: z.string(),
  region: z.string(),
  contract: z.string().optional(),
  safeguard: z.string().optional(),
  needsAccount: z.boolean(),
  listedAt: Instant,
  answerBy: Instant,
  /** How often we have tried to reach it, and what was in the way the last time: a status of HTTP, or the name of the trouble. */
  tries: z.int().min(0),
  trouble: z.object({ at: Instant, what: z.string() }).optional(),
  askedAt: Instant.optional(),
  answeredAt: Instant.optional(),
  /** "recipient", or "officer:<reference>". */
  answeredBy: z.string().optional(),
  /** Where an officer wrote it down: a file number, never a name. */
  reference: z.string().optional(),
  counts: Counts.optional(),
  ground: OfficerGround.optional(),
  law: z.string().optional(),
  because: Obstacle.optional(),
  /** The answer came after the time for it. */
  late: z.boolean().optional(),
  /** What it has announced to upload, and may. */
  announced: Part.optional(),
  /** Its part of an export. */
  part: Part.optional(),
});
export type RecipientTask = z.infer<typeof RecipientTask>;

/** True once there is an answer; no second one changes it. */
export const isAnswered = ({ status }: Pick<RecipientTask, "status">): boolean =>
  ["done", "partly", "refused", "impossible"].includes(status);

/** The name under which a recipient's part of an export is kept. */
export const partName = ({ requestId, recipient }: Pick<RecipientTask, "requestId" | "recipient">): string =>
  `${requestId}.${recipient}`;
