import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod";
import { isAbout } from "#kernel/plan.ts";
import { isAnswered, PartType, RecipientAnswer, RecipientName, RecipientTask, Verb } from "#kernel/recipient.ts";
import { isEnd, type PrivacyRequest } from "#kernel/request.ts";
import { recordAnswer } from "#requests/recipients/answer.ts";
import { bringPart, mostBroughtBytes } from "#requests/recipients/bring.ts";
import { announcedPart } from "#requests/recipients/part.ts";
import { json } from "../api/answer.ts";
import { RequestParams } from "../api/model.ts";
import { Problem } from "../api/problems.ts";
import type { Route } from "../api/route.ts";
import { Reference } from "./model.ts";
import type { OfficerOptions } from "./read.ts";
import { forOfficers, requestAt } from "./route.ts";

/** One question to a recipient as officers see it: the ledger of GDPR Article 19. */
export const RecipientView = RecipientTask.omit({ announced: true, part: true, taskId: true, requestId: true })
  .extend({
    answeredBy: z.string().optional().meta({ description: '"recipient", "me", or the reference of another officer.' }),
    part: z
      .object({ type: PartType, bytes: z.int(), sha256: z.string() })
      .optional()
      .meta({ description: "Its part of an export, or what an officer has brought for it." }),
  })
  .meta({ id: "RecipientQuestion" });
export type RecipientView = z.infer<typeof RecipientView>;

export const RecipientList = z.object({ recipients: z.array(RecipientView) }).meta({ id: "RecipientQuestions" });

const evidence = {
  verb: Verb,
  reference: Reference.meta({ description: "Where it is written down: a file number, never a name." }),
};
const [done, partly, refused, impossible] = RecipientAnswer.options;
/** What an officer says in a recipient's place, and what it rests on. */
export const RecordAnswer = z
  .discriminatedUnion("answer", [
    done.extend(evidence).strict(),
    partly.extend(evidence).strict(),
    refused.extend(evidence).strict(),
    impossible.extend(evidence).strict(),
  ])
  .meta({ id: "RecipientAnswer" });

const Params = RequestParams.extend({ recipient: z.string().meta({ example: "paper-archive" }) });

/** What officers see of recipients, and what they do in their place. */
export const officerRecipients = ({ ports }: Pick<OfficerOptions, "ports">): Route[] => {
  const route = forOfficers(ports);
  const found = requestAt(ports);
  const mayRead = { permissions: ["requests:read"], decides: false } as const;
  const mayDecide = { permissions: ["requests:decide"], decides: true } as const;

  const viewsOf = async ({ requestId }: Pick<PrivacyRequest, "requestId">, officer: string) => ({
    recipients: (await ports.requests.recipientsOf(requestId)).map((task) => viewOf(task, officer)),
  });

  /** The question that path and verb name; nobody sees to their own request. */
  const questionAt = async (event: APIGatewayProxyEventV2, officer: string, verb: Verb) => {
    const request = await found({ event });
    if (isAbout(request, officer)) throw new Problem("own-request");
    const recipient = RecipientName.safeParse(event.pathParameters?.recipient);
    const tasks = recipient.success ? await ports.requests.recipientsOf(request.requestId) : [];
    const task = tasks.find((each) => each.recipient === recipient.data && each.verb === verb);
    if (task === undefined) throw new Problem("not-found", { detail: "This recipient is not asked that." });
    return { request, task };
  };

  return [
    route(
      {
        ...mayRead,
        method: "GET",
        path: "/officer/requests/{requestId}/recipients",
        operationId: "listRecipientQuestions",
        summary: "See which recipients were asked what, when, and what they answered",
        params: RequestParams,
        answer: { status: 200, description: "All of them.", type: "application/json", schema: RecipientList },
        problems: ["not-found"],
      },
      async (call) => json(200, await viewsOf(await found(call), call.officer)),
    ),
    route(
      {
        ...mayDecide,
        method: "POST",
        path: "/officer/requests/{requestId}/recipients/{recipient}/answer",
        operationId: "recordRecipientAnswer",
        summary: "Record what a recipient has answered, and where that is written down",
        description: "For recipients that an officer sees to, and for those that could not answer by themselves.",
        params: Params,
        body: RecordAnswer,
        answer: { status: 200, description: "It is on record.", type: "application/json", schema: RecipientList },
        problems: [
          ...(["malformed-body", "body-too-large", "unsupported-media-type", "invalid-body"] as const),
          ...(["not-found", "own-request", "answered-otherwise"] as const),
        ],
      },
      async ({ event, officer, body: { verb, reference, ...answer } }) => {
        const { request, task } = await questionAt(event, officer, verb);
        const part = await announcedPart(ports.archive, task);
        const outcome = await recordAnswer(ports)(task, { answer, by: officer, reference, part });
        if (outcome === "different") throw new Problem("answered-otherwise");
        return json(200, await viewsOf(request, officer));
      },
    ),
    route(
      {
        ...mayDecide,
        method: "PUT",
        path: "/officer/requests/{requestId}/recipients/{recipient}/part",
        operationId: "bringRecipientPart",
        summary: "Bring what a recipient has handed over for an export",
        description: "Up to 4 MB. It may be replaced until the answer is recorded, and goes into the package with it.",
        params: Params,
        file: PartType.options,
        answer: { status: 200, description: "It is kept.", type: "application/json", schema: RecipientList },
        problems: ["not-found", "own-request", "not-now", "unsupported-file", "file-too-large"],
      },
      async ({ event, officer }) => {
        const { request, task } = await questionAt(event, officer, "export");
        if (isAnswered(task)) throw new Problem("not-now", { detail: "Its answer is recorded already." });
        if (isEnd(request.status))
          throw new Problem("not-now", { detail: "The request is over: it goes into no package." });
        const type = PartType.safeParse((event.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase());
        if (!type.success) throw new Problem("unsupported-file");
        const content = Buffer.from(event.body ?? "", event.isBase64Encoded === true ? "base64" : "utf8");
        if (content.byteLength === 0) throw new Problem("unsupported-file", { detail: "The file is empty." });
        if (content.byteLength > mostBroughtBytes) throw new Problem("file-too-large");
        await bringPart(ports)(task, { content, type: type.data, by: officer });
        return json(200, await viewsOf(request, officer));
      },
    ),
  ];
};

const viewOf = (task: RecipientTask, officer: string): RecipientView => {
  const { taskId: _, requestId: __, announced, part = announced, answeredBy, ...shown } = task;
  return {
    ...shown,
    ...(answeredBy !== undefined && { answeredBy: answeredBy === officer ? "me" : answeredBy }),
    ...(part !== undefined && { part: { type: part.type, bytes: part.bytes, sha256: part.sha256 } }),
  };
};
