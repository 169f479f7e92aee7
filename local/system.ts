import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { apiRoutes, createApi } from "#entry/api/api.ts";
import { wholeDescription } from "#entry/description.ts";
import { officerRoutes } from "#entry/officer/routes.ts";
import { officerTenantRoutes } from "#entry/officer/tenant/routes.ts";
import { recipientRoutes } from "#entry/recipients/routes.ts";
import { termsRoutes } from "#entry/terms/routes.ts";
import { streamTokensIn } from "#entry/webhook/stream-tokens.ts";
import { webhookRoute } from "#entry/webhook/webhook.ts";
import { type Clock, systemClock } from "#kernel/clock.ts";
import { onTrial, type Policy } from "#kernel/policy.ts";
import type { Engine } from "#local/engine/engine.ts";
import type { PlayedRecipients } from "#local/recipients/played-recipients.ts";
import type { Tenant } from "#local/tenant/tenant.ts";
import type { Outbox } from "#ports/notices/outbox-notices.ts";
import type { Ports } from "#ports/ports.ts";
import { readDocuments } from "#runtime/document-files.ts";
import { openEmbeddedStores } from "#runtime/embedded.ts";
import { jsonLog, type Log } from "#runtime/log.ts";
import { readPolicy } from "#runtime/policy-file.ts";
import type { WebApp } from "#web/build.ts";
import { downloadDoor } from "./download-door.ts";
import { type EventDoor, noticed, openEventDoor } from "./event-door.ts";
import { type HttpHandler, type HttpHost, listen } from "./http-host.ts";
import { lockData } from "./lock.ts";
import { outboxPage } from "./pages.ts";
import { openRuns } from "./runs.ts";
import { openTimetable, type Timetable } from "./timetable.ts";
import { openTrialRecipients } from "./trial-recipients.ts";
import { audience, openTrialTenant } from "./trial-tenant.ts";
import { uploadDoor } from "./upload-door.ts";
import { webPages } from "./web-pages.ts";

export interface SystemOptions {
  dataDir: string;
  policyFile?: string | undefined;
  /** 0: any free one. */
  ports: { api: number; portal: number; console: number; tenant: number };
  clock?: Clock;
  /** The demo's and the tests' own cooling-off, in the place of policy's. */
  coolingOffSeconds?: number;
  log?: Log;
}

/** The whole of Habeas on one machine, open. */
export interface System {
  urls: { api: string; portal: string; console: string; tenant: string };
  dataDir: string;
  policy: Policy;
  ports: Ports;
  engine: Engine;
  tenant: Tenant;
  /** The http recipients of the policy, as this machine plays them. */
  played: PlayedRecipients;
  /** How many calls the product made to the tenant since it was opened. */
  tenantCalls(): number;
  outbox: Outbox;
  timetable: Timetable;
  eventDoor: EventDoor;
  /** Takes nothing new, lets what is in flight end for at most 5 s; the rest goes on at the next opening. */
  close(): Promise<void>;
}

/** Opens everything on this machine. Throws `PolicyFault`, `DataInUse`, `PortInUse`: each says in a sentence what to do. */
export const openSystem = async (options: SystemOptions): Promise<System> => {
  const { dataDir, clock = systemClock } = options;
  const log = options.log ?? jsonLog({ clock });
  const policy = policyOf(options);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const closing: (() => void | Promise<void>)[] = [lockData(dataDir)];
  const close = async (): Promise<void> => {
    for (const closeOne of closing.splice(0).reverse()) await closeOne();
  };
  const opened = <T extends { close(): void | Promise<void> }>(part: T): T => {
    closing.push(() => part.close());
    return part;
  };

  try {
    // The doors listen first, so that everybody can be told the addresses; they answer 503 until all is open.
    const api = opened(await openDoor(options.ports.api, log));
    const portal = opened(await openDoor(options.ports.portal, log));
    const console = opened(await openDoor(options.ports.console, log));
    const urls = { api: api.url, portal: portal.url, console: console.url };

    const stores = opened(
      await openEmbeddedStores({
        dataDir,
        clock,
        environment: process.env,
        mailFrom: policy.controller.contact,
        webhook: policy.controller.officers.webhook,
        mailsPerMinute: policy.terms.mailsPerMinute,
        keepTasksSeconds: policy.retention.audit,
        publicUrl: urls.api,
      }),
    );
    const trial = await openTrialTenant({ dataDir, clock, port: options.ports.tenant, urls, stores, policy });
    closing.push(() => trial.tenant.close());
    const recipients = await openTrialRecipients({ dataDir, clock, policy, stores });
    closing.push(() => recipients.played.close());

    const queue = noticed(stores.eventQueue);
    const documents = readDocuments(fileURLToPath(new URL("../auth0", import.meta.url)));
    const runs = opened(
      await openRuns({
        file: join(dataDir, "engine.db"),
        clock,
        policy,
        log,
        ports: { ...stores.ports, ...trial.ports, ...recipients.ports, queue },
        publicUrl: urls.api,
        portalUrl: urls.portal,
        documents,
      }),
    );
    const ports: Ports = {
      ...stores.ports,
      ...trial.ports,
      ...recipients.ports,
      queue,
      workflows: runs.workflows,
    };
    const site = { ourClients: [trial.tenant.clientId("Habeas portal"), trial.tenant.clientId("Habeas console")] };
    const eventDoor = opened(openEventDoor({ ports, queue: stores.eventQueue, sent: queue, policy, site, log }));
    const timetable = opened(openTimetable({ ports, stores, policy, publicUrl: urls.api, log }));

    await trial.placeSeededHolds(ports);
    const web = { publicUrl: urls.api, webOrigins: [urls.portal, urls.console], log };
    const description = async () => wholeDescription(urls.api);
    const handleApi = createApi(web, [
      ...apiRoutes({ ...web, ports, policy, description }),
      ...officerRoutes({ ports, policy, stories: runs.stories, documents }),
      ...officerTenantRoutes({ ports, policy, stories: runs.stories, documents }),
      ...recipientRoutes({ ports, policy }),
      ...termsRoutes({
        ports: { ...ports, secrets: stores.secrets },
        policy,
        documents,
        publicUrl: urls.api,
        portalUrl: urls.portal,
        issuer: trial.tenant.issuer,
        log,
      }),
      webhookRoute({ ports, streamTokens: streamTokensIn(stores.secrets), log }),
    ]);
    const outbox = outboxPage(async () => (await stores.outbox.list()).items);
    const [uploads, downloads] = [uploadDoor(stores.archive), downloadDoor(stores.archive)];
    api.stream = (request) => uploads(request) ?? downloads(request);
    api.handle = (event) => (event.rawPath === "/outbox" ? outbox : handleApi);
    const pagesOf = (app: WebApp) => {
      const clientId = trial.tenant.clientId(`Habeas ${app}`);
      return webPages(app, { apiUrl: urls.api, tenantDomain: trial.tenant.url, clientId, audience });
    };
    const [portalPages, consolePages] = [pagesOf("portal"), pagesOf("console")];
    portal.handle = () => portalPages;
    console.handle = () => consolePages;

    return {
      urls: { ...urls, tenant: trial.tenant.url },
      dataDir,
      policy,
      ports,
      engine: runs.engine,
      tenant: trial.tenant,
      played: recipients.played,
      tenantCalls: trial.calls,
      outbox: stores.outbox,
      timetable,
      eventDoor,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

const policyOf = ({
  policyFile = fileURLToPath(new URL("../policy.yaml", import.meta.url)),
  coolingOffSeconds,
}: SystemOptions): Policy => {
  const policy = onTrial(readPolicy(policyFile));
  return coolingOffSeconds === undefined
    ? policy
    : { ...policy, deletion: { ...policy.deletion, coolingOff: coolingOffSeconds } };
};

interface Door extends HttpHost {
  handle: (event: APIGatewayProxyEventV2) => HttpHandler;
  /** What takes streams, where there is something. */
  stream?: ReturnType<typeof uploadDoor>;
}

const notReady: HttpHandler = async () => ({
  statusCode: 503,
  headers: { "retry-after": "1", "content-type": "text/plain; charset=utf-8" },
  body: "Starting. Try again in a second.\n",
});

const openDoor = async (port: number, log: Log): Promise<Door> => {
  const host = await listen(port, {
    routes: (event) => door.handle(event),
    streams: (request) => door.stream?.(request),
    log,
  });
  const door: Door = { ...host, handle: () => notReady };
  return door;
};
