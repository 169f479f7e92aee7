import { blockingSteps } from "#blocking/steps.ts";
import type { BlockEnd, BlockReach, BlockReason } from "#kernel/block.ts";
import { blockOf } from "#kernel/block.ts";
import { Busy } from "#kernel/failure.ts";
import type { RequestId, UserId } from "#kernel/ids.ts";
import type { Policy } from "#kernel/policy.ts";
import { bulksIn } from "#ports/bulks/recorded-bulks.ts";
import type { AccessReading, Account, IdentityBlocker, IdentityReader } from "#ports/identity/identity.ts";
import { listsIn } from "#ports/lists/recorded-lists.ts";
import type { Notice } from "#ports/notices/notices.ts";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { requestsIn } from "#ports/requests/recorded-requests.ts";
import { subjectsIn } from "#ports/subjects/recorded-subjects.ts";
import { proposeBlock } from "#requests/blocks.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { anAccount, aPolicy, at } from "../support/requests.ts";
import { woundClock } from "../support/wound-clock.ts";

type Step = (input: { requestId: RequestId; token?: string }) => Promise<{ next?: string; outcome?: string }>;

/** What stands before a call to the tenant or the mailer: it may fail there, before or after its effect. */
export type Gate = (call: string, perform: () => Promise<unknown>) => Promise<unknown>;

/**
 * The steps of the story over real stores, with a tenant that is a ledger. `drive` walks them as the story does, up to where a run would
 * be parked, rest or end; a journey runs the story itself.
 */
export const openBlocking = (policy: Policy = aPolicy()) => {
  const clock = woundClock();
  const tables = [0, 1].map(() => openSqliteRecords({ file: ":memory:", durability: "normal" }));
  const [records, personal] = tables as [(typeof tables)[0], (typeof tables)[0]];
  const keys = memoryKeys();
  const requests = requestsIn({ records, clock, pause: async () => {} });
  const subjects = subjectsIn({ records: personal, keys, pause: async () => {} });

  const accounts = new Map<UserId, Account>();
  const roles = new Map<UserId, string[]>();
  const access = new Map<UserId, number>();
  const ledger: string[] = [];
  const mails: Notice[] = [];
  const gate: { pass: Gate } = { pass: (_, perform) => perform() };
  const through = <T>(call: string, perform: () => T): Promise<T> =>
    gate.pass(call, async () => perform()) as Promise<T>;

  const left = (userId: UserId): AccessReading => ({
    sessions: access.get(userId) ?? 0,
    refreshTokens: 0,
    deviceCredentials: 0,
    grants: 0,
    notAvailable: [],
  });
  const reader: Pick<IdentityReader, "read" | "roles" | "countUsers" | "access" | "accessTo"> = {
    read: (userId) => through("read", () => accounts.get(userId)),
    roles: (userId) => through("roles", () => roles.get(userId) ?? []),
    countUsers: () => through("countUsers", () => 1000),
    access: (userId) => through("access", () => left(userId)),
    accessTo: (userId) => through("accessTo", () => ({ ...left(userId), sessions: 0 })),
  };
  const blocker: IdentityBlocker = {
    setBlock: (userId, { blocked, applications, restricted }) =>
      through("setBlock", () => {
        const account = accounts.get(userId);
        if (account === undefined) return;
        if (blocked !== undefined && blocked !== account.blocked) ledger.push(blocked ? "blocked" : "unblocked");
        const { restricted: marked, ...rest } = account;
        accounts.set(userId, {
          ...rest,
          ...((restricted ?? marked) && { restricted: true }),
          ...(blocked !== undefined && { blocked }),
          ...(applications && { applicationBlocks: [...applications] }),
        });
      }),
    endAccess: (userId) =>
      through("endAccess", () => {
        access.set(userId, 0);
        return { notAvailable: [] };
      }),
    endAccessTo: () => through("endAccessTo", () => ({ notAvailable: [] })),
  };
  const planned = new Map<string, string>();
  const workflows = { start: async () => {}, answer: async () => "gone" as const };
  const ports = {
    clock,
    requests,
    bulks: bulksIn({ records, pause: async () => {} }),
    lists: listsIn({ records: personal, keys, clock, pause: async () => {} }),
    subjects,
    keys,
    reader,
    blocker,
    workflows,
    schedules: {
      once: async (name: string, moment: string) => void planned.set(name, moment),
      cancel: async (name: string) => void planned.delete(name),
    },
    notices: {
      send: (notice: Notice) =>
        through("send", () => {
          if (mails.some(({ key }) => key === notice.key)) return "known" as const;
          mails.push(notice);
          return "sent" as const;
        }),
    },
    policy,
  };
  const steps = Object.fromEntries(
    Object.entries(blockingSteps).map(([name, make]) => [name, make(ports as never) as unknown as Step]),
  );
  const step = async (name: string, requestId: RequestId) => (await steps[name]?.({ requestId })) ?? {};

  const shutOut = async (requestId: RequestId): Promise<string> => {
    for (const each of ["imposeBlock", "endAccess", "checkShutOut", "tellShutOut"]) await step(each, requestId);
    return follow(requestId);
  };
  const lift = async (requestId: RequestId): Promise<string> => {
    for (const each of ["liftBlock", "tellLifted", "closeBlock"]) await step(each, requestId);
    return "closed";
  };
  const follow = async (requestId: RequestId): Promise<string> => {
    const { next = "" } = await step("follow", requestId);
    if (next === "lift") return lift(requestId);
    return next === "close" ? close(requestId) : next;
  };
  const close = async (requestId: RequestId): Promise<string> => {
    await step("closeBlock", requestId);
    return "closed";
  };

  /** As the story goes, up to a wait: "decide", "room", "wait" or "rest"; "closed" at its end. */
  const drive = async (requestId: RequestId): Promise<string> => {
    const request = await requests.find(requestId);
    if (request?.closedAt !== undefined) return "closed";
    let { next = "" } = await step("openRequest", requestId);
    if (next === "decide") next = (await step("lookAtDecision", requestId)).next ?? "";
    if (next === "decide") return "decide";
    if (next === "fence") {
      const { outcome } = await step("passFence", requestId);
      if (outcome === "capped" || outcome === "switched-off") return "room";
      return outcome === "go" ? shutOut(requestId) : drive(requestId);
    }
    if (next === "impose") return shutOut(requestId);
    if (next === "follow") {
      await step("agreeAgain", requestId);
      return follow(requestId);
    }
    return next === "lift" ? lift(requestId) : close(requestId);
  };

  return {
    ...ports,
    accounts,
    roles,
    access,
    ledger,
    mails,
    planned,
    gate,
    step,
    drive,
    /** A person with an account and two sessions. */
    person: (name: string): UserId => {
      const userId = `auth0|${name}` as UserId;
      accounts.set(userId, anAccount({ userId, createdAt: at("2025-01-01"), email: `${name}@example.com` }));
      access.set(userId, 2);
      return userId;
    },
    propose: async (
      userId: UserId,
      wish: { reach?: BlockReach; end: BlockEnd; by?: string | undefined; reason?: BlockReason },
    ): Promise<RequestId> => {
      clock.wind(1);
      const { by = "officer:one", reach = "everywhere", reason = "abuse", end } = wish;
      const outcome = await proposeBlock(
        ports as never,
        policy,
      )({ userId, reason, reach, end, by: by === "system" ? undefined : by });
      if (!outcome.accepted) throw new Error(outcome.because);
      return outcome.request.requestId;
    },
    stateOf: async (requestId: RequestId) => {
      const request = await requests.find(requestId);
      return request && blockOf(request)?.state;
    },
    /** Drives until nothing is Busy any more: what Step Functions' retries do. */
    driveOn: async (requestId: RequestId): Promise<string> => {
      for (let attempt = 0; attempt < 20; attempt += 1) {
        try {
          return await drive(requestId);
        } catch (error) {
          if (!(error instanceof Busy)) throw error;
        }
      }
      throw new Error("it never comes to an end");
    },
    close: () => {
      for (const table of tables) table.close();
    },
  };
};
export type Blocking = ReturnType<typeof openBlocking>;
