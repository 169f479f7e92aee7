import { ArnFormat, CfnOutput, Duration, Lazy, Stack, type StackProps } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { StoryName } from "#ports/workflows/workflows.ts";
import { Alarms } from "./alarms.ts";
import { Api } from "./api.ts";
import { Archive } from "./archive.ts";
import { Blocking } from "./blocking.ts";
import { Bulk } from "./bulk.ts";
import type { Bundles } from "./bundle.ts";
import { Contest } from "./contest.ts";
import { Deletion } from "./deletion.ts";
import { Export } from "./export.ts";
import { HabeasFunction } from "./function.ts";
import { Keys } from "./keys.ts";
import { LogEvents } from "./log-events.ts";
import { Recipients } from "./recipients.ts";
import { Restriction } from "./restriction.ts";
import type { Settings } from "./settings.ts";
import { machineName } from "./story.ts";
import { Tables } from "./tables.ts";
import { Terms } from "./terms.ts";
import { EveryMinute, EveryMorning, Evidence, PlannedWakings, RunEnded } from "./wakings.ts";
import { Web } from "./web.ts";

export interface ComplianceStackProps extends StackProps {
  settings: Settings;
  bundles: Bundles;
}

/** Habeas in the cloud, from top to bottom: what is kept, what happens to it, the doors, and who is told when something is wrong. */
export class ComplianceStack extends Stack {
  constructor(scope: Construct, id: string, { settings, bundles, ...props }: ComplianceStackProps) {
    super(scope, id, props);

    // What is kept
    const keys = new Keys(this, "Keys");
    const tables = new Tables(this, "Tables", { key: keys.storage });
    const archive = new Archive(this, "Archive", { key: keys.storage });

    const api = new Api(this, "Api", { logKey: keys.storage });
    const publicUrl = settings.publicUrl ?? api.http.apiEndpoint;
    const machineArn = (story: StoryName | "") =>
      this.formatArn({
        service: "states",
        resource: "stateMachine",
        resourceName: machineName(settings.stackName, story),
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });

    // The pages of people and of officers, each on an origin of its own
    const pages = (clientId: string) => {
      const { tenantDomain, audience } = settings;
      const configuration = { apiUrl: publicUrl, tenantDomain, clientId, audience };
      return { accessLogs: archive.accessLogs, configuration };
    };
    const portal = new Web(this, "Portal", pages(settings.portalClientId));
    const console = new Web(this, "Console", pages(settings.consoleClientId));

    const logEvents = new LogEvents(this, "LogEvents", {
      key: keys.storage,
      partnerSource: settings.partnerEventSource,
    });

    const shared = {
      settings,
      webOrigins: [...settings.webOrigins, portal.origin, console.origin],
      keys,
      tables,
      archive,
      recipients: Object.entries(bundles.policy.recipients).flatMap(([name, { kind }]) =>
        kind === "http" ? [name] : [],
      ),
      publicUrl,
      portalUrl: settings.webOrigins[0] ?? portal.origin,
      eventsQueue: logEvents.queue,
      stories: { prefix: machineArn(""), machineArns: StoryName.options.map(machineArn) },
      // looked up when the template is written: they come to stand below
      wakings: {
        group: Lazy.string({ produce: () => planned.group.scheduleGroupName }),
        groupArn: Lazy.string({ produce: () => planned.group.scheduleGroupArn }),
        targetArn: Lazy.string({ produce: () => wakes.live.functionArn }),
        roleArn: Lazy.string({ produce: () => planned.role.roleArn }),
        deadLetterArn: Lazy.string({ produce: () => deadLetters.queueArn }),
      },
    };

    // What happens
    const recipients = new Recipients(this, "Recipients", { bundles, shared });
    const workflows = [
      new Deletion(this, "Deletion", { bundles, shared }),
      new Export(this, "Export", { bundles, shared, also: recipients.steps }),
      new Terms(this, "Terms", { bundles, shared }),
      new Blocking(this, "Blocking", { bundles, shared }),
      new Bulk(this, "Bulk", { bundles, shared }),
      new Contest(this, "Contest", { bundles, shared }),
      new Restriction(this, "Restriction", { bundles, shared, also: recipients.steps }),
    ];
    const machines = workflows.map(({ story }) => story.machine);

    // The doors: people, time, events
    const deadLetters = new Queue(this, "DeadLetters", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const door = { bundles, shared };
    const answers = new HabeasFunction(this, "Answers", { ...door, name: "api", timeout: Duration.seconds(29) });
    const asks = new HabeasFunction(this, "Asks", { ...door, name: "termsPage", timeout: Duration.seconds(29) });
    const decides = new HabeasFunction(this, "Decides", { ...door, name: "officer", timeout: Duration.seconds(29) });
    const looks = new HabeasFunction(this, "Looks", {
      ...door,
      name: "officerTenant",
      timeout: Duration.seconds(29),
    });
    const wakes = new HabeasFunction(this, "Wakes", {
      ...door,
      name: "schedule",
      timeout: Duration.seconds(50),
      deadLetters,
    });
    const keeps = new HabeasFunction(this, "Keeps", {
      ...door,
      name: "evidence",
      timeout: Duration.minutes(5),
      deadLetters,
    });
    const tells = new HabeasFunction(this, "Tells", {
      ...door,
      name: "runEnded",
      timeout: Duration.seconds(30),
      deadLetters,
    });
    const takes = new HabeasFunction(this, "Takes", { ...door, name: "webhook", timeout: Duration.seconds(29) });
    const reacts = new HabeasFunction(this, "Reacts", { ...door, name: "logEvents", timeout: Duration.seconds(55) });
    const hears = new HabeasFunction(this, "Hears", {
      ...door,
      name: "recipientAnswers",
      timeout: Duration.seconds(29),
    });
    logEvents.workedOffBy(reacts.live);
    api.answeredBy({
      people: answers.live,
      terms: asks.live,
      officers: decides.live,
      officersAtTheTenant: looks.live,
      stream: takes.live,
      recipients: hears.live,
    });
    const planned = new PlannedWakings(this, "Planned", { wakes: wakes.live, deadLetters });
    new EveryMinute(this, "EveryMinute", { wakes: wakes.live, deadLetters });
    const { timeZone } = bundles.policy.controller.calendar;
    new EveryMorning(this, "EveryMorning", { wakes: wakes.live, deadLetters, timeZone });
    new Evidence(this, "Evidence", { wakes: keeps.live, deadLetters });
    new RunEnded(this, "RunEnded", { of: machines, tells: tells.live, deadLetters });

    // Who is told
    new Alarms(this, "Alarms", {
      settings,
      deadLetters,
      logEvents,
      http: api.http,
      stories: machines,
      functions: [
        ...workflows.flatMap((workflow) => workflow.functions),
        ...recipients.functions,
        ...[answers, asks, decides, looks, takes, reacts, hears, wakes, keeps, tells],
      ].map(({ live }) => live),
    });

    new CfnOutput(this, "Url", { value: publicUrl, description: "Where people reach the API" });
  }
}
