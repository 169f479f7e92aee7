import { readdirSync, readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import type { RecipientTask } from "#kernel/recipient.ts";
import { recipientSteps } from "#requests/recipients/steps.ts";
import { parsePolicy } from "#runtime/policy-file.ts";
import { type Journey, openJourney } from "../journeys/journey.ts";

const Entry = z.object({
  id: z.string(),
  file: z.string(),
  op: z.string(),
  title: z.string(),
  expect: z.string(),
  also_ok: z.array(z.string()),
  checks: z.array(z.string()),
});
type Entry = z.infer<typeof Entry>;
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const { entries } = z.object({ entries: z.array(Entry) }).parse(read("manifest.json"));
const inputOf = ({ file }: Entry) =>
  z
    .object({ input: z.object({ body: z.unknown().optional(), query: z.record(z.string(), z.string()).optional() }) })
    .parse(read(`inputs/${file}`)).input;

/** What the surfaces that exist are asked; an operation that is not here has none yet. */
const surfaces: Record<string, string> = {
  create_deletion: "POST /requests",
  create_export: "POST /requests",
  get_request: "GET /requests/{requestId}",
  approve_request: "POST /officer/requests/{requestId}/approve",
  place_hold: "POST /officer/requests/{requestId}/holds",
  put_policy: "policy.yaml",
  put_connector: "policy.yaml",
  connector_result: "POST /recipients/{recipient}/answers",
  // in events.test.ts
  ingest: "POST /auth0/log-events",
  queue_batch: "the event queue",
  eventbridge_event: "the event queue, behind the bus",
};
const inPolicy = ["put_policy", "put_connector"];
const inEvents = ["ingest", "queue_batch", "eventbridge_event"];
const hasSurface = ({ op }: Entry): boolean => op in surfaces;
const allowed = ({ expect: wanted, also_ok }: Entry): string[] => [wanted, ...also_ok];

describe("hostile inputs whose surface exists", () => {
  let journey: Journey;
  let mine: { token: string; requestId: string };
  let theirs: { token: string; requestId: string };
  let expired: string;
  let officer: string;
  let deleting: string;
  let question: RecipientTask;
  beforeAll(async () => {
    journey = await openJourney();
    // one deletion is past its point of no return
    deleting = (await journey.askForDeletion("zoe@example.com")).requestId;
    await journey.windBy(7 * 86_400 + 60);
    expired = await journey.signIn("olga@example.com");
    await journey.windBy(86_400 + 1);
    officer = await journey.signInOfficer("officer@example.com");
    mine = await journey.askForDeletion("ada@example.com");
    theirs = await journey.askForDeletion("otto@example.com");
    const needs = { ...journey.system.ports, policy: journey.system.policy };
    await recipientSteps.listRecipients(needs)({ requestId: mine.requestId as RequestId, verb: "export" });
    [question] = (await journey.system.ports.requests.recipientsOf(mine.requestId as RequestId)) as [RecipientTask];
    // the acknowledgements are mailed before anything is measured
    await journey.system.engine.settle();
  });
  afterAll(() => journey?.close());

  /** A recipient's message as the input has it, in this product's words: `task_1` is the question about our request. */
  const answerAsRecipient = (id: string, task: string) => {
    const { body, sig } = z
      .object({
        body: z.object({ task: z.string(), result: z.literal("erased"), counts: z.record(z.string(), z.int()) }),
        sig: z.object({ id: z.string().optional(), tamper: z.literal("id").optional() }),
      })
      .parse((read(`inputs/${entryOf(id).file}`) as { input: unknown }).input);
    const message = { task: body.task.replace("{{task_1.id}}", task), answer: "done", counts: body.counts };
    const text = JSON.stringify({ type: "habeas.answer", data: message });
    const messageId = sig.id ?? "msg-1";
    const secret = readFileSync(`${journey.dataDir}/secrets/recipient-newsletter-secret`, "utf8").trim();
    const now = new Date(journey.clock.now());
    return fetch(`${journey.system.urls.api}/recipients/newsletter/answers`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": sig.tamper === "id" ? `${messageId}-tampered` : messageId,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
        "webhook-signature": new Webhook(secret).sign(messageId, now, text),
      },
      body: text,
    });
  };

  /** Everything outside that an input could have moved. */
  const effects = async () => ({
    answers: (await journey.system.ports.requests.recipientsOf(mine.requestId as RequestId)).map(
      ({ status }) => status,
    ),
    atRecipients: journey.system.played.ledger().length,
    atTenant: journey.system.tenant.ledger().length,
    mails: (await journey.system.outbox.list()).items.length,
    requests: (await journey.system.ports.requests.inWeek("deletion", "2026-W48")).items.length,
    runs: journey.lines.filter((line) => line.includes("openRequest")).length,
  });

  /** How each of them is sent: the principal's token, bent as the input says. */
  const sends: Record<string, () => Promise<Response>> = {
    "SA-09": () => ask("SA-09", mine.token.split(".").slice(0, 2).join(".").concat(".")),
    "SA-10": () => ask("SA-10", expired),
    "SA-11": async () => {
      const query = new URLSearchParams(inputOf(entryOf("SA-11")).query).toString();
      return journey.call("GET", `/requests/${theirs.requestId}?${query}`, mine.token);
    },
    "SA-12": async () => ask("SA-12", mine.token),
    // the person has no officer's permission, whatever the body says
    "SA-13": async () =>
      journey.call("POST", `/officer/requests/${mine.requestId}/approve`, mine.token, bodyOf("SA-13")),
    "SA-19": async () => answerAsRecipient("SA-19", question.taskId),
    "SA-20": async () => answerAsRecipient("SA-20", question.taskId),
    // the fields of this product, for the matter that the input names
    "SA-14": async () => {
      const { matter } = bodyOf("SA-14") as { matter: string };
      const hold = { ground: "legal-claims", reference: matter, reviewAt: plus(journey.clock.now(), 86_400) };
      return journey.call("POST", `/officer/requests/${deleting}/holds`, officer, hold);
    },
  };
  const entryOf = (id: string): Entry => {
    const found = entries.find((entry) => entry.id === id);
    if (found === undefined) throw new Error(`there is no ${id}`);
    return found;
  };
  const bodyOf = (id: string) => inputOf(entryOf(id)).body as object;
  const ask = (id: string, token: string) => journey.call("POST", "/requests", token, bodyOf(id));

  test.each(
    entries
      .filter((entry) => hasSurface(entry) && !inPolicy.includes(entry.op) && !inEvents.includes(entry.op))
      .map((entry) => [entry.id, entry.title, entry] as const),
  )("%s: %s", async (id, _, entry) => {
    const before = await effects();
    const answer = await sends[id]?.();
    expect(allowed(entry)).toContain(String(answer?.status));
    const body = (await answer?.text()) ?? "";
    await journey.system.engine.settle();
    expect(await effects()).toEqual(before);
    expect(body).not.toMatch(/otto|auth0\||at \w+ \(|\.ts:/i);
    expect(journey.lines.join("\n")).not.toMatch(/otto|eyJ|canary/i);
    // the next ordinary question is answered as ever
    expect((await journey.call("GET", `/requests/${mine.requestId}`, mine.token)).status).toBe(200);
  });

  test("a request that is somebody else's looks the same as one that never was (I14)", async () => {
    const other = await journey.call("GET", `/requests/${theirs.requestId}`, mine.token);
    const ghost = await journey.call("GET", "/requests/01JDF7Z8R5QK3V9X2M4N6P8S0T", mine.token);
    const shown = async (answer: Response) => {
      const { date: _, connection: __, "apigw-requestid": ___, ...headers } = Object.fromEntries(answer.headers);
      return [answer.status, headers, await answer.text()];
    };
    expect(await shown(other)).toEqual(await shown(ghost));
  });

  test("SA-18: a policy below the floor, or with a setting that is none, is refused with its line", () => {
    const policy = readFileSync(new URL("../../policy.yaml", import.meta.url), "utf8");
    const long = policy.replace("coolingOff: 7 days", "coolingOff: 3650 days");
    expect(() => parsePolicy(long)).toThrow(/policy\.yaml:\d+ {2}deletion\.coolingOff: is too long/);
    const negative = policy.replace("coolingOff: 7 days", "coolingOff: -30 days");
    expect(() => parsePolicy(negative)).toThrow(
      /policy\.yaml:\d+ {2}deletion\.coolingOff: "-30 days" is not a duration/,
    );
    expect(() => parsePolicy(policy.replace(/^export:$/m, "export:\n  linkLife: 3650 days"))).toThrow(
      /linkLife: is not a setting/,
    );
  });
});

test("SA-17: a recipient at an address that is not the internet's is refused with its line, and nobody is looked up or called", () => {
  const entry = entries.find(({ id }) => id === "SA-17") as Entry;
  const { each_of } = z
    .object({ input: z.object({ each_of: z.array(z.object({ name: z.string(), url: z.string() })) }) })
    .parse(read(`inputs/${entry.file}`)).input;
  const policy = readFileSync(new URL("../../policy.yaml", import.meta.url), "utf8");
  for (const { url } of each_of) {
    const bent = policy.replace("url: https://news.example.com/habeas", `url: ${url}`);
    expect(() => parsePolicy(bent), url).toThrow(
      /policy\.yaml:\d+ {2}recipients\.newsletter\.url: is not an address of the public internet/,
    );
  }
});

describe("hostile inputs whose surface does not exist yet", () => {
  test("are these, by name", () => {
    expect(entries.filter((entry) => !hasSurface(entry)).map(({ id, op }) => `${id} ${op}`)).toEqual([]);
  });

  // When one of these fails, a surface has come: take its inputs from the list above and send them.
  test("have no route", async () => {
    const journey = await openJourney();
    const { paths } = (await (await journey.call("GET", "/openapi.json")).json()) as { paths: object };
    await journey.close();
    expect(Object.keys(paths).toSorted()).toEqual([
      "/.well-known/jwks.json",
      "/access-links",
      "/access/{token}",
      "/auth0/log-events",
      "/deletion-terms",
      "/links/{token}",
      "/officer/addresses/{ip}",
      "/officer/approvals",
      "/officer/blocks",
      "/officer/blocks/{requestId}",
      "/officer/blocks/{requestId}/keep",
      "/officer/bulk-blocks",
      "/officer/bulk-blocks/{bulkId}",
      "/officer/bulk-blocks/{bulkId}/approve",
      "/officer/bulk-blocks/{bulkId}/entries",
      "/officer/bulk-blocks/{bulkId}/reveal",
      "/officer/bulk-blocks/{bulkId}/stop",
      "/officer/bulk-blocks/{bulkId}/try-again",
      "/officer/kill-switch",
      "/officer/log-stream",
      "/officer/quarantine",
      "/officer/quarantine/{id}/put-back",
      "/officer/requests",
      "/officer/requests/{requestId}",
      "/officer/requests/{requestId}/answer-contest",
      "/officer/requests/{requestId}/answer-hold",
      "/officer/requests/{requestId}/approve",
      "/officer/requests/{requestId}/audit",
      "/officer/requests/{requestId}/claim",
      "/officer/requests/{requestId}/extend",
      "/officer/requests/{requestId}/holds",
      "/officer/requests/{requestId}/holds/{holdId}",
      "/officer/requests/{requestId}/holds/{holdId}/review",
      "/officer/requests/{requestId}/keep-restriction",
      "/officer/requests/{requestId}/lift-restriction",
      "/officer/requests/{requestId}/recipients",
      "/officer/requests/{requestId}/recipients/{recipient}/answer",
      "/officer/requests/{requestId}/recipients/{recipient}/part",
      "/officer/requests/{requestId}/refuse",
      "/officer/requests/{requestId}/resume",
      "/officer/requests/{requestId}/reveal",
      "/officer/requests/{requestId}/run",
      "/officer/requests/{requestId}/suspend",
      "/officer/requests/{requestId}/try-again",
      "/officer/stories/{story}",
      "/officer/tasks",
      "/officer/tasks/{taskId}/decision",
      "/officer/tasks/{taskId}/reveal",
      "/officer/terms",
      "/officer/terms/{version}",
      "/officer/terms/{version}/audit",
      "/officer/terms/{version}/run",
      "/officer/terms/{version}/stop",
      "/officer/terms/{version}/try-again",
      "/officer/terms/{version}/undo",
      "/officer/users/{userId}/brute-force-blocks",
      "/openapi.json",
      "/recipients/{recipient}/answers",
      "/recipients/{recipient}/uploads",
      "/requests",
      "/requests/{requestId}",
      "/requests/{requestId}/package",
      "/requests/{requestId}/receipt",
      "/requests/{requestId}/waiver",
      "/rights-session",
      "/terms",
      "/terms/acceptances",
      "/terms/files/{document}/{version}/{locale}",
      "/terms/page",
      "/terms/texts/{document}/{version}/{locale}",
    ]);
  });
});

test("every input is in the manifest, and every entry has its input", () => {
  const files = readdirSync(new URL("inputs", import.meta.url)).toSorted();
  expect(entries.map(({ file }) => file).toSorted()).toEqual(files);
});
