import * as z from "zod";

const list = z.string().transform((text) => text.split(",").flatMap((each) => each.trim() || []));
const absent = z.literal("").transform(() => undefined);

/** What an installation decides, as `habeas:<name>` in cdk.json or `cdk deploy -c habeas:<name>=…`; docs/deploy.md explains each. */
const Settings = z.object({
  stackName: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, "is not a name such as habeas"),
  tenantDomain: z.string().regex(/^[a-z0-9.-]+\.[a-z]+$/, "is not a domain such as example.eu.auth0.com"),
  audience: z.string().min(1),
  readerClientId: z.string().min(1),
  eraserClientId: z.string().min(1),
  stewardClientId: z.string().min(1),
  blockerClientId: z.string().min(1),
  gateClientId: z.string().min(1),
  flagClientId: z.string().min(1),
  portalClientId: z.string().min(1),
  consoleClientId: z.string().min(1),
  mailFrom: z.email(),
  /** The partner event source that Auth0 made for its EventBridge stream, once there is one. */
  partnerEventSource: z.union([
    absent,
    z
      .string()
      .regex(
        /^aws\.partner\/auth0\.com\/[\w.-]+\/auth0\.logs$/,
        "is not a source such as aws.partner/auth0.com/example-1a2b/auth0.logs",
      ),
  ]),
  /** Origins of the pages beside CloudFront's own, such as https://privacy.example.com before it; the first is the portal's, and where mails lead. */
  webOrigins: list.pipe(
    z.array(z.url({ protocol: /^https$/, error: "is not an origin such as https://privacy.example.com" })),
  ),
  /** Where people reach the API, when that is not API Gateway's own address. */
  publicUrl: z.union([absent, z.url({ protocol: /^https$/ }).refine((url) => !url.endsWith("/"), "ends with a slash")]),
  /** Who is told of alarms: an SNS topic. */
  alarmTopicArn: z.union([absent, z.string().regex(/^arn:[\w-]+:sns:/, "is not the ARN of an SNS topic")]),
  runbookUrl: z.url(),
});
export type Settings = z.infer<typeof Settings>;

/** Something in cdk.json cannot hold; one line for each setting, with its name. */
export class SettingsFault extends Error {
  override readonly name = "SettingsFault" as const;
}

/** Reads every setting from the context. Throws `SettingsFault`. */
export const readSettings = (contextOf: (key: string) => unknown): Settings => {
  const given = Object.fromEntries(Object.keys(Settings.shape).map((name) => [name, contextOf(`habeas:${name}`)]));
  const parsed = Settings.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new SettingsFault(
    parsed.error.issues.map(({ path, message }) => `habeas:${String(path[0])}: ${message}`).join("\n"),
  );
};
