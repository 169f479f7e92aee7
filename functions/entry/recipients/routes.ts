import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod";
import { Instant } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import { RecipientName, type RecipientTask, RecipientTaskId } from "#kernel/recipient.ts";
import { AnswerMessage, messageLimits, UploadMessage } from "#kernel/recipient-message.ts";
import type { Ports } from "#ports/ports.ts";
import { announceUpload, recordSaid } from "#requests/recipients/answer.ts";
import { json } from "../api/answer.ts";
import { parseJsonBody } from "../api/input.ts";
import { Problem } from "../api/problems.ts";
import { open, type Route } from "../api/route.ts";

export interface RecipientDoorOptions {
  ports: Pick<Ports, "clock" | "requests" | "workflows" | "keys" | "tasks" | "archive" | "recipients">;
  policy: Policy;
}

const Params = z.object({ recipient: z.string().meta({ example: "newsletter" }) });
const SignedHeaders = z.object({
  "Webhook-Id": z.string(),
  "Webhook-Timestamp": z.string().meta({ description: "Seconds since 1970; at most five minutes from now." }),
  "Webhook-Signature": z.string().meta({ description: "As Standard Webhooks has it: v1, and an HMAC-SHA-256." }),
});

export const AnswerTaken = z
  .object({ task: z.string(), status: z.literal("recorded") })
  .meta({ id: "RecipientAnswerTaken" });

export const UploadPlace = z
  .object({
    method: z.literal("PUT"),
    url: z.string(),
    headers: z.record(z.string(), z.string()).meta({ description: "To be sent as they are." }),
    until: Instant,
  })
  .meta({ id: "UploadAddress" });

/**
 * Where recipients answer what we have asked them. Who it is, is proven by the signature alone, before anything of the body is looked at;
 * a question of somebody else's looks the same as one that never was (I7, I14).
 */
export const recipientRoutes = ({ ports, policy }: RecipientDoorOptions): Route[] => {
  /** What the recipient of the path has signed. Unknown recipients get the same answer as a wrong signature. */
  const signedBy = async <T>(event: APIGatewayProxyEventV2, schema: z.ZodType<T>) => {
    const body = Buffer.from(event.body ?? "", event.isBase64Encoded === true ? "base64" : "utf8");
    if (body.byteLength > messageLimits.bytes) throw new Problem("body-too-large");
    const recipient = RecipientName.safeParse(event.pathParameters?.recipient);
    const isKnown = recipient.success && policy.recipients[recipient.data]?.kind === "http";
    if (!isKnown || !(await ports.recipients.isFrom(recipient.data, { headers: event.headers, body }))) {
      throw new Problem("signature-refused");
    }
    return { recipient: recipient.data, message: parseJsonBody(body, schema, messageLimits) };
  };

  const taskOf = async (id: string, recipient: RecipientName): Promise<RecipientTask> => {
    const taskId = RecipientTaskId.safeParse(id);
    const task = taskId.success ? await ports.requests.recipientTask(taskId.data) : undefined;
    if (task?.recipient !== recipient) throw new Problem("not-found", { detail: "You were asked nothing of this id." });
    return task;
  };

  const said = { params: Params, headers: SignedHeaders };
  const inBody = ["malformed-body", "body-too-large", "invalid-body"] as const;

  return [
    open(
      {
        ...said,
        method: "POST",
        path: "/recipients/{recipient}/answers",
        operationId: "answerAsRecipient",
        summary: "Where a recipient answers what it was asked",
        description:
          "Signed in the form of Standard Webhooks with the secret that both share. The same answer again is the same; another one is refused. An answer is taken however late it is.",
        body: AnswerMessage,
        answer: { status: 200, description: "It is on record.", type: "application/json", schema: AnswerTaken },
        problems: ["signature-refused", ...inBody, "not-found", "answered-otherwise", "part-missing"],
      },
      async (event) => {
        const { recipient, message } = await signedBy(event, AnswerMessage);
        const { task: id, export: content, upload, ...answer } = message.data;
        const task = await taskOf(id, recipient);
        const outcome = await recordSaid(ports)(task, { answer, export: content, uploaded: upload?.sha256 });
        if (outcome === "different") throw new Problem("answered-otherwise");
        if (outcome === "part-missing") throw new Problem("part-missing");
        return json(200, { task: id, status: "recorded" });
      },
    ),
    open(
      {
        ...said,
        method: "POST",
        path: "/recipients/{recipient}/uploads",
        operationId: "announceUploadAsRecipient",
        summary: "Where a recipient asks for an address to upload its part of an export to",
        description:
          "The address takes exactly the file that is announced, once, for an hour. Send the file there with the headers named, then answer.",
        body: UploadMessage,
        answer: { status: 201, description: "Upload it there.", type: "application/json", schema: UploadPlace },
        problems: ["signature-refused", ...inBody, "not-found", "not-now"],
      },
      async (event) => {
        const { recipient, message } = await signedBy(event, UploadMessage);
        const { task: id, contentType: type, bytes, sha256 } = message.data;
        const announced = await announceUpload(ports)(await taskOf(id, recipient), { type, bytes, sha256 });
        if (announced === "not-now") {
          throw new Problem("not-now", { detail: "You were not asked for data with this id, or have answered." });
        }
        return json(201, { ...announced.address, until: announced.until });
      },
    ),
  ];
};
