import * as z from "zod";
import { BlockReason } from "./block.ts";
import { Duration, days } from "./duration.ts";
import type { LogEvent } from "./log-event.ts";
import { codeOf, nameOf, typesByName } from "./log-types.ts";

/** A log event type, by the name or the code of log-types.ts; read as its code. */
const EventType = z.string().transform((word, context) => {
  const code = codeOf(word);
  if (code !== undefined) return code;
  context.addIssue({
    code: "custom",
    message: `"${word}" is no type of Auth0's log events. Write a code such as sdu, or a name such as user-deleted; docs/events.md has them all.`,
  });
  return z.NEVER;
});

/** What can be asked of an event or of the account behind it: a closed list, so that a rule is data and never code. */
const Question = z.union([
  /**
   * ours: we did it. our-client: it came through the portal or the console. leaving: the person's deletion waits out its cooling-off.
   * block-noted: a block of the account stands in our notes, an administrator's or ours. blocked: it stands at the tenant.
   */
  z.enum(["ours", "our-client", "leaving", "block-noted", "blocked"]),
  z.strictObject({ role: z.string().min(1) }),
  z.strictObject({ connection: z.string().min(1) }),
  /** A field of the account, read at the tenant. */
  z.strictObject({ field: z.literal("email_verified"), equals: z.boolean() }),
  /** A field of the event: the application it happened in. */
  z.strictObject({ field: z.literal("client_id"), equals: z.string().min(1).max(200) }),
  /** How sure Auth0 is that a login is genuine; low is a risky one. */
  z.strictObject({ confidence: z.enum(["low", "medium", "high", "neutral"]) }),
  /** A Management API write that said so about the account. */
  z.strictObject({ wrote: z.enum(["blocked", "nothing about blocked"]) }),
]);
export type Question = z.infer<typeof Question>;

const Predicate = z.union([Question, z.strictObject({ not: Question })]);
export type Predicate = z.infer<typeof Predicate>;

export const NoticeName = z.enum(["password-at-risk", "login-while-leaving"]);
export type NoticeName = z.infer<typeof NoticeName>;

/** What an officer is asked to look at. */
export const TaskKind = z.enum([
  "breached-password",
  "brute-force",
  "risky-login",
  "deleted-elsewhere",
  "deletion-failed",
  "action-failed",
  "block-lifted",
]);
export type TaskKind = z.infer<typeof TaskKind>;

const Start = z.union([
  z.enum(["resume", "verification-mail", "record-terms", "note-block", "keep-block"]),
  z.strictObject({ notice: NoticeName }),
  z.strictObject({ task: TaskKind, urgent: z.boolean().optional() }),
  /** Blocks the account until a person has looked at it (GDPR Article 22). */
  z.strictObject({ block: BlockReason }),
]);
export type Start = z.infer<typeof Start>;

const oneOrMore = <T extends z.ZodType>(each: T, error: string) =>
  z.union([z.array(each).min(1).max(5), each.transform((one) => [one])], { error });

/** Only who has got into the account causes these; everything else can be caused by typing somebody's address. */
const provesALogin: readonly string[] = [
  typesByName.login,
  typesByName["silent-login"],
  typesByName["refresh-token-used"],
];

/** What an Auth0 log event starts. All of `if` must hold; `after` waits first, and asks again then. */
export const Reaction = z
  .strictObject({
    name: z.string().regex(/^[\p{L}\p{N} ,'’-]{3,60}$/u, "is not a name of 3 to 60 letters"),
    on: z.array(EventType).min(1),
    if: oneOrMore(
      Predicate,
      'is not one of: ours, our-client, leaving, block-noted, blocked, { role }, { connection }, { field: email_verified or client_id, equals }, { confidence }, { wrote }, or { not: ... }. Write for example "{ not: ours }".',
    ).default([]),
    after: Duration.optional(),
    /** At most once for each person in each stretch of this length. */
    limit: Duration.optional(),
    start: oneOrMore(
      Start,
      'is not one of: resume, verification-mail, record-terms, note-block, keep-block, { notice }, { task, urgent }, { block }. Write for example "{ task: risky-login }".',
    ),
  })
  .check(({ value, issues }) => {
    const mails = value.start.some(
      (each) => each === "verification-mail" || (typeof each === "object" && "notice" in each),
    );
    // anyone can cause most events by typing an address: nobody's mailbox is filled by them
    if (mails && (value.limit === undefined || value.limit < 3600)) {
      issues.push({
        code: "custom",
        path: ["limit"],
        message: 'is missing or below an hour, and the reaction sends mail. Write for example "limit: 1 day".',
        input: value,
      });
    }
    const blocks = value.start.some((each) => typeof each === "object" && "block" in each);
    if (blocks && (value.limit === undefined || value.limit < 3600)) {
      issues.push({
        code: "custom",
        path: ["limit"],
        message: 'is missing or below an hour, and the reaction blocks people. Write for example "limit: 1 day".',
        input: value,
      });
    }
    const weak = value.on.find((type) => !provesALogin.includes(type));
    if (blocks && weak !== undefined) {
      issues.push({
        code: "custom",
        path: ["on"],
        message: `names ${nameOf(weak)}, and the reaction blocks people. Anybody could shut others out by causing it; only ${provesALogin.map(nameOf).join(", ")} may block. Tell people instead.`,
        input: value,
      });
    }
    if (value.after !== undefined && value.after > days(90)) {
      issues.push({ code: "custom", path: ["after"], message: "is longer than 90 days.", input: value });
    }
  });
export type Reaction = z.infer<typeof Reaction>;

export const Reactions = z.array(Reaction).check(({ value, issues }) => {
  for (const [place, { name }] of value.entries()) {
    if (value.findIndex((each) => each.name === name) === place) continue;
    issues.push({
      code: "custom",
      path: [place, "name"],
      message: `"${name}" is the name of two reactions.`,
      input: value,
    });
  }
});

export const questionIn = (predicate: Predicate): Question =>
  typeof predicate === "object" && "not" in predicate ? predicate.not : predicate;

export const isNegated = (predicate: Predicate): boolean => typeof predicate === "object" && "not" in predicate;

/** Where the answer to a question stands: in the event itself, in our own records, or only at the tenant. */
export const sourceOf = (question: Question): "event" | "records" | "tenant" => {
  if (question === "our-client") return "event";
  if (question === "ours" || question === "leaving" || question === "block-noted") return "records";
  if (question === "blocked" || "role" in question) return "tenant";
  if ("field" in question && question.field === "email_verified") return "tenant";
  return "event";
};

/** Answers what the event itself can answer; undefined for everything else. */
export const answerFromEvent = (
  question: Question,
  event: LogEvent,
  ourClients: readonly string[],
): boolean | undefined => {
  if (question === "our-client") return event.clientId !== undefined && ourClients.includes(event.clientId);
  if (typeof question !== "object") return undefined;
  if ("field" in question && question.field === "client_id") return event.clientId === question.equals;
  if ("connection" in question) return event.connection === question.connection;
  if ("confidence" in question) return event.risk === question.confidence;
  if ("wrote" in question) {
    if (event.write?.kind !== "update") return false;
    return (event.write.blocked !== undefined) === (question.wrote === "blocked");
  }
  return undefined;
};

const cost = { event: 0, records: 1, tenant: 2 } as const;

/** The predicates in the order in which they are best asked: what costs nothing first. */
export const cheapestFirst = (predicates: readonly Predicate[]): Predicate[] =>
  predicates.toSorted((one, other) => cost[sourceOf(questionIn(one))] - cost[sourceOf(questionIn(other))]);

/**
 * The stretch of time that an event falls into, for a limit: stretches stand still, so the same events fall into the same ones in
 * whatever order they arrive (I16).
 */
export const stretchOf = (limitSeconds: number, eventMillis: number): number =>
  Math.floor(eventMillis / 1000 / limitSeconds);
