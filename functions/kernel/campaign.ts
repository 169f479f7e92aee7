import * as z from "zod";
import { digestOf } from "./canonical-json.ts";
import { Instant } from "./instant.ts";
import { Json } from "./json.ts";
import type { Audience } from "./terms.ts";

/** What asks everybody about one version of one document. Named by the two, so that a version has one campaign whoever publishes it twice. */
export const CampaignId = z
  .string()
  .regex(/^campaign_[0-9a-f]{32}$/, "is not a campaign's id")
  .brand<"CampaignId">();
export type CampaignId = z.infer<typeof CampaignId>;

export const campaignIdOf = (document: string, version: string): CampaignId =>
  `campaign_${digestOf([document, version]).slice(0, 32)}` as CampaignId;

/**
 * Whether a list of accounts tells who belongs to an audience. Organisations and applications show at the login only: there the gate asks,
 * and nobody is mailed.
 */
export const isMailable = ({ organizations, applications }: Audience): boolean =>
  organizations === undefined && applications === undefined;

/** Where a campaign stands, and where it may go from there. */
export const campaignMoves = {
  /** Published; people are told, and nobody is asked yet. */
  announced: ["asking", "required", "closed", "stopped", "undone"],
  /** Whoever signs in is asked, and may say "later". */
  asking: ["required", "stopped", "undone"],
  /** Nobody gets a token without having accepted. */
  required: ["closed", "stopped", "undone"],
  /** All is done; what it asks for stays in force. */
  closed: ["undone"],
  /** An officer ended it: what it had set stays, nothing more comes. */
  stopped: ["undone"],
  /** What it had set, and nobody changed since, is taken back. */
  undone: [],
} as const satisfies Record<string, readonly string[]>;

export const CampaignStatus = z.enum(Object.keys(campaignMoves) as [keyof typeof campaignMoves]);
export type CampaignStatus = z.infer<typeof CampaignStatus>;

export const mayCampaignMove = (from: CampaignStatus, to: CampaignStatus): boolean =>
  from === to || (campaignMoves[from] as readonly string[]).includes(to);

/** Nothing more happens by itself. */
export const isCampaignOver = (status: CampaignStatus): boolean =>
  status === "closed" || status === "stopped" || status === "undone";

/** A run that is parked until a moment, or until an officer stops or undoes the campaign. A campaign's run stands in one place. */
export const CampaignWait = z.object({
  /** The task token, sealed by `keys`: who has it can end the wait (I20). */
  sealedToken: z.string(),
  until: Instant,
  /** Somebody decided; stays until the run has taken it. */
  decidedAt: Instant.optional(),
});
export type CampaignWait = z.infer<typeof CampaignWait>;

/** A campaign: about everybody, and so about no single person. Ids, states, times and counts only (I10). */
export const Campaign = z.object({
  campaignId: CampaignId,
  /** What is asked about: the document, and the version of it. Its text, audience and change note stand with the version. */
  document: z.string(),
  version: z.string(),
  /** False: people are told, and nobody is asked (a notice, which binds nobody). */
  gates: z.boolean(),
  openedBy: z.string(),
  openedAt: Instant,
  /** From when whoever signs in is asked. */
  effectiveAt: Instant,
  /** From when nobody gets a token without having accepted. */
  requiredAt: Instant,
  /** When those are reminded who have not accepted, in order; all before `requiredAt`. */
  remindAt: z.array(Instant).max(5),
  /** SHA-256 of the policy in force at opening, hex. */
  policyDigest: z.string(),
  status: CampaignStatus,
  /** The run in force is `campaignId.attempt`. */
  attempt: z.int().min(1),
  /** True until a run has begun its first step; the sweep starts what was left unstarted. */
  unstarted: z.boolean(),
  wait: CampaignWait.optional(),
  /** An officer's decisions, which the run carries out. */
  stopped: z.object({ by: z.string(), at: Instant }).optional(),
  undo: z.object({ by: z.string(), at: Instant }).optional(),
  /** Why an officer has to look, in the name of the error; gone when the run goes on. */
  attention: z.object({ since: Instant, error: z.string() }).optional(),
  closedAt: Instant.optional(),
  progress: z.record(z.string(), Json),
});
export type Campaign = z.infer<typeof Campaign>;

/** The name of the run in force. */
export const campaignRun = ({ campaignId, attempt }: Pick<Campaign, "campaignId" | "attempt">): string =>
  `${campaignId}.${attempt}`;

/** The campaign of a run's name, or undefined when the run is not a campaign's. */
export const campaignOfRun = (name: string): { campaignId: CampaignId; attempt: number } | undefined => {
  const [id, attempt, more] = name.split(".");
  const parsed = CampaignId.safeParse(id);
  return parsed.success && more === undefined && attempt !== undefined && /^[1-9]\d{0,5}$/.test(attempt)
    ? { campaignId: parsed.data, attempt: Number(attempt) }
    : undefined;
};

/**
 * How far one shard of a mailing is. People stand in a shard in a fixed order and are known here by their place in it alone, so that
 * nobody is mailed twice, whoever dies meanwhile, and no record of ours says who was.
 */
export const ShardProgress = z.object({
  /** How many people stand in it. */
  people: z.int().min(0),
  /** The first place that nobody has begun with. */
  next: z.int().min(0),
  /** Places that a worker has taken up and not reported on. */
  taken: z.array(z.int().min(0)),
  /** Places where the mail service said "not now", with how often they were tried. */
  again: z.array(z.object({ place: z.int().min(0), tries: z.int().min(1) })),
  sent: z.int().min(0),
  /** Accepted meanwhile, restricted, leaving or gone: not mailed, on purpose. */
  spared: z.int().min(0),
  /** The mail service refused the address for good, or said "not now" too often. */
  undelivered: z.int().min(0),
  /** A worker died over them: perhaps sent, and not sent a second time (I2). */
  uncertain: z.int().min(0),
  /** Of those sent: the mail service had said "not now" before, and may have meant a lost answer, so perhaps sent twice (I2). */
  perhapsTwice: z.int().min(0),
});
export type ShardProgress = z.infer<typeof ShardProgress>;

export const newShard = (people: number): ShardProgress => ({
  people,
  next: 0,
  taken: [],
  again: [],
  sent: 0,
  spared: 0,
  undelivered: 0,
  uncertain: 0,
  perhapsTwice: 0,
});

/** Everybody in it has been dealt with. */
export const isShardDone = ({ people, next, taken, again }: ShardProgress): boolean =>
  next >= people && taken.length === 0 && again.length === 0;
