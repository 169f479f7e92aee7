import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiRoutes } from "#entry/api/api.ts";
import type { Route } from "#entry/api/route.ts";
import { officerRoutes } from "#entry/officer/routes.ts";
import { officerTenantRoutes } from "#entry/officer/tenant/routes.ts";
import { recipientRoutes } from "#entry/recipients/routes.ts";
import { termsRoutes } from "#entry/terms/routes.ts";
import { webhookRoute } from "#entry/webhook/webhook.ts";
import { runbookSections } from "#infra/alarms.ts";
import { type Bundles, bundleFunctions } from "#infra/bundle.ts";
import type { Json } from "#kernel/json.ts";
import { pickEvent } from "#kernel/log-event.ts";
import type { Ports } from "#ports/ports.ts";
import { tableDefinition } from "#ports/records/dynamo-table.ts";
import type { Secrets } from "#ports/secrets/secrets.ts";
import { type FunctionName, functionRights } from "#runtime/functions.ts";
import { jsonLog } from "#runtime/log.ts";
import { variablesOf } from "#runtime/rights.ts";
import { ofType, synthesize, type Template } from "../support/synthesis.ts";
import { faultsOf, type Spoil, templateRules } from "../support/template-rules.ts";

const outdir = mkdtempSync(join(tmpdir(), "habeas-bundles-"));
let template: Template;
let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundleFunctions({ outdir });
  ({ template } = synthesize(bundles));
});
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

describe("what cdk-nag does not see", () => {
  test.each(templateRules.map((rule) => [rule.holds, rule] as const))("%s", (_, rule) => {
    expect(rule.faults(template)).toEqual([]);
  });

  // A rule that finds nothing in a bad stack would find nothing in any.
  test.each(
    templateRules.flatMap((rule) => rule.badTwins.map((spoil, place) => [rule.holds, place, rule, spoil] as const)),
  )("%s: bad twin %i is found", (_, _place, rule, spoil: Spoil) => {
    const twin = structuredClone(template);
    spoil(twin);
    expect(twin).not.toEqual(template);
    expect(rule.faults(twin)).toHaveLength(1);
  });

  test("a rule about nothing would be no rule: each has something to look at", () => {
    for (const rule of templateRules) expect([rule.holds, rule.looksAt(template)]).not.toEqual([rule.holds, 0]);
  });
});

describe("the stack", () => {
  test("makes the tables as the records are read and written", () => {
    const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = tableDefinition("any");
    const tables = ofType(template, "AWS::DynamoDB::Table");
    expect(tables).toHaveLength(2);
    for (const [, { Properties }] of tables) {
      const { AttributeDefinitions: defined, ...rest } = Properties;
      expect(rest).toMatchObject({ KeySchema, GlobalSecondaryIndexes, BillingMode });
      const byName = (one: { AttributeName?: string }, other: { AttributeName?: string }) =>
        String(one.AttributeName).localeCompare(String(other.AttributeName));
      expect([...defined].sort(byName)).toEqual([...(AttributeDefinitions ?? [])].sort(byName));
    }
  });

  test("can bring back requests, and never what was forgotten (I9)", () => {
    const restorable = Object.fromEntries(
      ofType(template, "AWS::DynamoDB::Table").map(([id, { Properties }]) => [
        id.replace(/[0-9A-F]{8}$/, ""),
        Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled,
      ]),
    );
    expect(restorable).toEqual({ TablesRequests: true, TablesSubjects: false });
  });

  test("gives every function the variables of its rights and no other", () => {
    const given = ofType(template, "AWS::Lambda::Function").map(([, { Properties }]) => [
      String(Properties.Description).replace("Habeas: ", ""),
      Object.keys(Properties.Environment.Variables).sort(),
    ]);
    const wanted = Object.entries(functionRights).map(([name, rights]) => [name, variablesOf(rights).sort()]);
    expect(Object.fromEntries(given)).toEqual(Object.fromEntries(wanted));
  });

  test("sends every call to the function that has a door for it", () => {
    const nobody = { ports: {} as Ports & { secrets: Secrets }, policy: {} as never, documents: [], stories: {} };
    const web = { publicUrl: "https://api.example.com", portalUrl: "", issuer: "", log: jsonLog() };
    const doors: Partial<Record<FunctionName, Route[]>> = {
      api: apiRoutes({ ...nobody, ...web, description: async () => ({}) }),
      termsPage: termsRoutes({ ...nobody, ...web }),
      officer: officerRoutes(nobody),
      officerTenant: officerTenantRoutes(nobody),
      recipientAnswers: recipientRoutes(nobody),
      webhook: [webhookRoute({ ...nobody, streamTokens: async () => [], log: jsonLog() })],
    };
    const nameOf = (target: string): string => {
      const alias = template.Resources[/Integration|Target/.test(target) ? "" : target];
      return String(template.Resources[alias?.Properties.FunctionName.Ref]?.Properties.Description).slice(
        "Habeas: ".length,
      );
    };
    const routes = ofType(template, "AWS::ApiGatewayV2::Route").map(([, { Properties }]) => {
      const integration = template.Resources[Properties.Target["Fn::Join"][1][1].Ref]?.Properties;
      return { path: String(Properties.RouteKey).replace("ANY ", ""), name: nameOf(integration?.IntegrationUri.Ref) };
    });
    // as the gateway chooses: a full match before a greedy one, and of greedy ones the longest
    const functionAt = (path: string): string | undefined => {
      const greedy = (route: string) => route.endsWith("/{proxy+}");
      const fitting = routes.filter((route) =>
        greedy(route.path) ? path.startsWith(route.path.replace("{proxy+}", "")) : route.path === path,
      );
      return fitting.sort((a, b) => Number(greedy(a.path)) - Number(greedy(b.path)) || b.path.length - a.path.length)[0]
        ?.name;
    };
    for (const [name, its] of Object.entries(doors)) {
      for (const { method, path } of its) {
        expect([method, path, functionAt(path.replace(/\{\w+\}/g, "any"))]).toEqual([method, path, name]);
      }
    }
  });

  test("starts the sweep every minute, and tells of every run that ended without an answer (I1, I3)", () => {
    const [[, schedule] = []] = ofType(template, "AWS::Scheduler::Schedule");
    expect(schedule?.Properties).toMatchObject({
      ScheduleExpression: "rate(1 minute)",
      Target: { Input: '{"task":"sweep"}' },
    });
    const [[, rule] = []] = ofType(template, "AWS::Events::Rule");
    expect(rule?.Properties.EventPattern.detail.status).toEqual(["FAILED", "TIMED_OUT", "ABORTED"]);
    expect(rule?.Properties.Targets).toMatchObject([{ InputPath: "$.detail" }]);
  });

  test("sends the pages with the same strict headers as the host of one machine, whoever asks over whatever", () => {
    const policies = ofType(template, "AWS::CloudFront::ResponseHeadersPolicy").map(
      ([, { Properties }]) => Properties.ResponseHeadersPolicyConfig,
    );
    expect(policies).toHaveLength(4);
    for (const { SecurityHeadersConfig: security, CustomHeadersConfig: custom } of policies) {
      const csp = JSON.stringify(security.ContentSecurityPolicy);
      for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]) {
        expect(csp).toContain(part);
      }
      expect(csp).not.toMatch(/unsafe|data:|\*/);
      expect(security.FrameOptions.FrameOption).toBe("DENY");
      expect(security.StrictTransportSecurity.AccessControlMaxAgeSec).toBeGreaterThan(31_536_000);
      expect(custom.Items.map(({ Header }: { Header: string }) => Header)).toContain("cross-origin-opener-policy");
    }
    const distributions = ofType(template, "AWS::CloudFront::Distribution");
    expect(distributions).toHaveLength(2);
    for (const [, { Properties }] of distributions) {
      const { DefaultCacheBehavior: pages, CacheBehaviors: assets, Origins } = Properties.DistributionConfig;
      for (const each of [pages, ...assets]) expect(each.ViewerProtocolPolicy).toBe("redirect-to-https");
      expect(assets.map(({ PathPattern }: { PathPattern: string }) => PathPattern)).toEqual(["/assets/*"]);
      for (const origin of Origins) expect(origin.OriginAccessControlId).toBeDefined();
    }
  });

  test("lets the pages of its own distributions call the API, and nobody else's", () => {
    const doors = ofType(template, "AWS::Lambda::Function").flatMap(([, { Properties }]) =>
      Object.entries<unknown>(Properties.Environment?.Variables ?? {}).filter(([name]) => name === "WEB_ORIGINS"),
    );
    expect(doors.length).toBeGreaterThan(0);
    for (const [, origins] of doors) {
      expect(JSON.stringify(origins).match(/DomainName/g)).toHaveLength(2);
      expect(JSON.stringify(origins)).not.toContain("*");
    }
  });

  test("has no event bus before its source is named, for at AWS there is none then", () => {
    expect(ofType(template, "AWS::Events::EventBus")).toEqual([]);
  });

  test("takes from the partner bus the fields that reactions use, and no other (I10)", () => {
    const source = "aws.partner/auth0.com/example-1a2b/auth0.logs";
    const withBus = synthesize(bundles, undefined, { "habeas:partnerEventSource": source });
    expect(withBus.findings).toEqual([]);
    const [[, bus] = []] = ofType(withBus.template, "AWS::Events::EventBus");
    expect(bus?.Properties).toMatchObject({ Name: source, EventSourceName: source });
    const rule = ofType(withBus.template, "AWS::Events::Rule").find(([, { Properties }]) => Properties.EventBusName);
    expect(rule?.[1].Properties.EventPattern).toEqual({ source: [source], "detail-type": ["Auth0 log"] });
    const [{ InputTransformer, DeadLetterConfig }] = rule?.[1].Properties.Targets ?? [{}];
    expect(DeadLetterConfig).toBeDefined();

    // as EventBridge fills the template in: each variable is in quotes, and empty where the event has no such field
    const event = JSON.parse(
      readFileSync(new URL("../entry/events/fixtures/eb-05-sapi-block-user.json", import.meta.url), "utf8"),
    ) as Json;
    const valueAt = (path: string): string => {
      let value: unknown = event;
      for (const name of path.split(".").slice(1)) value = (value as Record<string, unknown> | undefined)?.[name];
      return typeof value === "object" || value === undefined ? "" : String(value);
    };
    const paths = InputTransformer.InputPathsMap as Record<string, string>;
    const filled = String(InputTransformer.InputTemplate).replace(/<([\w-]+)>/g, (_, name: string) =>
      valueAt(paths[name] ?? ""),
    );
    expect(filled).not.toMatch(/@|203\.0|198\.51/);
    expect(JSON.parse(filled)).toEqual(pickEvent(event));
  });

  test("lets only those two functions know the secrets of recipients that talk with them, and each by its exact name (I20)", () => {
    const readers = ofType(template, "AWS::IAM::Policy").flatMap(([id, { Properties }]) => {
      const statements = Properties.PolicyDocument.Statement as { Action: unknown; Resource: unknown }[];
      const secrets = statements.flatMap((each) => JSON.stringify(each).match(/recipient-[a-z-]+-secret/g) ?? []);
      return secrets.length === 0 ? [] : [[id.replace(/Rights.*$/, ""), secrets]];
    });
    const secrets = ["recipient-newsletter-secret"]; // paper-archive is called by nobody
    expect(Object.fromEntries(readers)).toEqual({ RecipientsCalls: secrets, Hears: secrets });
  });

  test("names no person and no secret anywhere in the template (I20)", () => {
    expect(JSON.stringify(template)).not.toMatch(/client.?secret["']?\s*:|BEGIN (EC|RSA|PRIVATE)/i);
  });

  test("has far fewer resources than a stack may hold", () => {
    expect(Object.keys(template.Resources).length).toBeLessThan(450); // CloudFormation takes 500
  });

  test("has a section in the runbook for every alarm, and an alarm for every section", () => {
    const alarms = ofType(template, "AWS::CloudWatch::Alarm").map(([, { Properties }]) =>
      String(Properties.AlarmDescription),
    );
    const named = alarms.map((text) => /#([a-z-]+)$/.exec(text)?.[1]);
    expect([...new Set(named)].sort()).toEqual([...runbookSections].sort());
    const runbook = readFileSync(new URL("../../docs/runbook.md", import.meta.url), "utf8");
    const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) =>
      heading.toLowerCase().replaceAll(" ", "-"),
    );
    for (const section of runbookSections) expect(headings).toContain(section);
  });
});

test("faults name the resource they are about", () => {
  const twin = structuredClone(template);
  const [[id = ""] = []] = ofType(twin, "AWS::Logs::LogGroup");
  delete twin.Resources[id]?.Properties.RetentionInDays;
  expect(faultsOf(twin)).toEqual([expect.stringContaining(id)]);
});
