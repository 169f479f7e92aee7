import { type Campaign, campaignIdOf, campaignRun } from "#kernel/campaign.ts";
import { DocumentVersion, type Publication } from "#kernel/terms.ts";
import { campaignChain } from "#ports/audit/audit.ts";
import { stopCampaign, tryCampaignAgain, undoCampaign } from "#requests/campaigns.ts";
import { type PublishingFault, publish } from "#requests/publish.ts";
import { json } from "../api/answer.ts";
import { Problem } from "../api/problems.ts";
import type { Route } from "../api/route.ts";
import { RunView, Timeline } from "./model.ts";
import { forOfficers, type OfficerCall } from "./route.ts";
import { runNamed } from "./run-view.ts";
import type { TenantDoorOptions } from "./tenant/options.ts";
import { DocumentQuery, Publish, Published, TermsDetail, TermsRows, VersionParams } from "./terms-model.ts";
import { mailingsOf, mailingView, termsDetail, termsRow } from "./terms-view.ts";

type Asked = Pick<OfficerCall<unknown, { document: string }>, "event" | "query">;

const secondsADay = 86_400;

/** Publishing terms, watching how far they are, and taking them back. */
export const officerTerms = (options: TenantDoorOptions): Route[] => {
  const { ports, policy, documents, stories } = options;
  const route = forOfficers(ports);
  const mayRead = { permissions: ["requests:read", "terms:publish"], decides: false } as const;
  const mayPublish = { permissions: ["terms:publish"], decides: true } as const;
  const ofVersion = { params: VersionParams, query: DocumentQuery } as const;
  const detail = { status: 200, description: "The version.", type: "application/json", schema: TermsDetail } as const;

  const found = async ({ event, query: { document } }: Asked): Promise<Publication> => {
    const version = DocumentVersion.safeParse(event.pathParameters?.version);
    const publication = version.success
      ? await ports.terms.findPublication({ document, version: version.data })
      : undefined;
    if (publication === undefined) throw new Problem("not-found", { detail: "No such version was published." });
    return publication;
  };
  const campaignOf = ({ document, version }: Publication): Promise<Campaign | undefined> =>
    ports.campaigns.find(campaignIdOf(document, version));
  const shown = async (publication: Publication): Promise<TermsDetail> => {
    const campaign = await campaignOf(publication);
    const begun = campaign === undefined ? [] : mailingsOf(campaign).map((mailing) => ({ campaign, mailing }));
    const mailings = await Promise.all(
      begun.map(async ({ campaign, mailing }) =>
        mailingView(campaign, mailing, await ports.campaigns.shards(campaign.campaignId, mailing)),
      ),
    );
    return termsDetail(publication, campaign, await ports.terms.counts(publication), mailings);
  };
  /** The campaign of a version; a version without one was never asked about. */
  const withCampaign = async (call: Asked): Promise<{ publication: Publication; campaign: Campaign }> => {
    const publication = await found(call);
    const campaign = await campaignOf(publication);
    if (campaign === undefined) {
      throw new Problem("not-now", { detail: "This version asks nobody, so there is nothing to take back." });
    }
    return { publication, campaign };
  };

  return [
    route(
      {
        ...mayRead,
        method: "GET",
        path: "/officer/terms",
        operationId: "listTerms",
        summary: "List published versions, and those that could be published",
        answer: { status: 200, description: "All of them.", type: "application/json", schema: TermsRows },
        problems: [],
      },
      async () => {
        const publications = await ports.terms.publications();
        const isPublished = (document: string, version: string): boolean =>
          publications.some((each) => each.document === document && each.version === version);
        const newestFirst = publications.toSorted((a, b) => (a.publishedAt < b.publishedAt ? 1 : -1));
        return json(200, {
          terms: await Promise.all(newestFirst.map(async (each) => termsRow(each, await campaignOf(each)))),
          drafts: documents
            .filter(({ document, version }) => !isPublished(document, version))
            .map(({ kind, document, version, texts }) => ({
              ...{ kind, document, version },
              title: Object.values(texts)[0]?.title ?? document,
              locales: Object.keys(texts),
            })),
          graceDays: Math.round(policy.terms.grace / secondsADay),
        });
      },
    ),
    route(
      {
        ...mayPublish,
        method: "POST",
        path: "/officer/terms",
        operationId: "publishTerms",
        summary: "Publish a version, rehearsed first",
        description:
          "With dryRun nothing is changed: it says how many would be told, asked and reminded today, by the tenant's search, which may be minutes old. Publishing needs the digest of that rehearsal.",
        body: Publish,
        answer: { status: 200, description: "What happens.", type: "application/json", schema: Published },
        problems: [
          ...(["malformed-body", "body-too-large", "unsupported-media-type", "invalid-body"] as const),
          "rehearse-first",
          "decided-otherwise",
        ],
      },
      async ({ body: { dryRun, digest, ...wish }, officer }) => {
        if (!dryRun && digest === undefined) throw new Problem("rehearse-first");
        const outcome = await publish(ports, policy, documents)(wish, officer, dryRun ? undefined : digest);
        if ("fault" in outcome) throw problemOf(outcome);
        const { publication, ...decision } = outcome.decision;
        const texts = documents.find((each) => each.document === wish.document && each.version === wish.version)?.texts;
        return json(200, {
          ...{ ...decision, ...outcome.numbers },
          published: outcome.published,
          effectiveAt: publication.effectiveAt,
          texts: Object.entries(texts ?? {}).map(([locale, { title, sha256, changes }]) => ({
            ...{ locale, title, sha256 },
            ...(changes !== undefined && { changes }),
          })),
        });
      },
    ),
    route(
      {
        ...mayRead,
        ...ofVersion,
        method: "GET",
        path: "/officer/terms/{version}",
        operationId: "readTerms",
        summary: "See how far a version is: by day, language and audience",
        answer: detail,
        problems: ["not-found", "malformed-query"],
      },
      async (call) => json(200, await shown(await found(call))),
    ),
    route(
      {
        ...mayRead,
        ...ofVersion,
        method: "GET",
        path: "/officer/terms/{version}/run",
        operationId: "readTermsRun",
        summary: "See how far the campaign's run is, state by state",
        answer: { status: 200, description: "The run in force.", type: "application/json", schema: RunView },
        problems: ["not-found", "not-now", "malformed-query"],
      },
      async (call) => {
        const { campaign } = await withCampaign(call);
        return json(200, await runNamed(ports, stories)("terms", campaignRun(campaign)));
      },
    ),
    route(
      {
        permissions: ["requests:read", "terms:publish", "audit:read"],
        decides: false,
        ...ofVersion,
        method: "GET",
        path: "/officer/terms/{version}/audit",
        operationId: "readTermsTimeline",
        summary: "Read what the campaign did, entry by entry: the first hundred",
        answer: { status: 200, description: "Oldest first.", type: "application/json", schema: Timeline },
        problems: ["not-found", "not-now", "malformed-query"],
      },
      async (call) => {
        const { campaign } = await withCampaign(call);
        const { items } = await ports.audit.entries(campaignChain(campaign.campaignId), { limit: 100 });
        const entries = items.map(({ number, at, event, actor, facts, hash }) => ({
          ...{ number, at, event, facts, hash },
          actor: actor === call.officer ? "me" : actor,
        }));
        return json(200, { entries });
      },
    ),
    route(
      {
        ...mayPublish,
        ...ofVersion,
        method: "POST",
        path: "/officer/terms/{version}/stop",
        operationId: "stopTerms",
        summary: "Stop a campaign: no more notices, reminders or questions",
        description: "What was accepted stays accepted. The gate asks for this version no more.",
        answer: detail,
        problems: ["not-found", "not-now", "malformed-query"],
      },
      async (call) => {
        const { publication, campaign } = await withCampaign(call);
        const outcome = await stopCampaign(ports)(campaign.campaignId, call.officer);
        if (outcome === "already-over") throw new Problem("not-now", { detail: "The campaign is over already." });
        return json(200, await shown(publication));
      },
    ),
    route(
      {
        ...mayPublish,
        ...ofVersion,
        method: "POST",
        path: "/officer/terms/{version}/undo",
        operationId: "undoTerms",
        summary: "Undo a version: as if it had never been asked for",
        description:
          "The gate asks for what is in force without it. Acceptances stay on record, mails that went out stay sent, and nobody who lost a session gets it back.",
        answer: detail,
        problems: ["not-found", "not-now", "malformed-query"],
      },
      async (call) => {
        const { publication, campaign } = await withCampaign(call);
        const outcome = await undoCampaign(ports)(campaign.campaignId, call.officer);
        if (outcome === "already-undone") throw new Problem("not-now", { detail: "It is undone already." });
        return json(200, await shown(publication));
      },
    ),
    route(
      {
        ...mayPublish,
        ...ofVersion,
        method: "POST",
        path: "/officer/terms/{version}/try-again",
        operationId: "tryTermsAgain",
        summary: "Go on with a campaign whose run failed",
        answer: detail,
        problems: ["not-found", "not-now", "malformed-query"],
      },
      async (call) => {
        const { publication, campaign } = await withCampaign(call);
        const outcome = await tryCampaignAgain(ports)(campaign.campaignId, call.officer);
        if (outcome === "not-needed") throw new Problem("not-now", { detail: "Nothing has failed." });
        return json(200, await shown(publication));
      },
    ),
  ];
};

const problemOf = (outcome: PublishingFault | { fault: "not-rehearsed" }): Problem => {
  switch (outcome.fault) {
    case "not-rehearsed":
      return new Problem("rehearse-first");
    case "decided-otherwise":
      return new Problem("decided-otherwise");
    case "no-such-version":
      return invalid("/version", "This installation has no text of it. Put it below auth0/ and deploy.");
    case "no-text":
      return invalid("/version", `Its text is missing in: ${outcome.locales.join(", ")}. Everybody reads their own.`);
    case "in-the-past":
      return invalid("/effectiveAt", "It is in the past. Nobody can be asked before they were told.");
  }
};

const invalid = (pointer: string, detail: string): Problem =>
  new Problem("invalid-body", { detail, errors: [{ pointer, detail }] });
