import { gateRules } from "#kernel/terms.ts";
import type { Ports } from "#ports/ports.ts";
import type { StepInput, TurnInput } from "../model.ts";
import { carryOut, requireCampaign } from "../on-record.ts";
import { takenBack, takenBackTo } from "../rules.ts";
import type { Needs } from "./step.ts";

/** The gate asks for what is in force now: first softly, then as a condition. Some calls, and the same number for any number of people. */
export const turnGate =
  (ports: Needs<"clock" | "campaigns" | "terms" | "gate">) =>
  async ({ campaignId, to }: TurnInput) => {
    await carryOut(ports)({
      campaignId,
      milestone: `gate-${to}`,
      perform: () => turn(ports, `${campaignId}/${to}`),
      then: (campaign) =>
        // an officer's decision that came meanwhile is carried out next
        ({ ...campaign, status: to }),
    });
    return {};
  };

/**
 * Carries out an officer's stop or undo: the version counts no more, and the gate asks for what is in force without it. Whatever else was
 * published since stays as it is, and so does every acceptance (I21).
 */
export const takeBack =
  (ports: Needs<"clock" | "campaigns" | "terms" | "gate">) =>
  async ({ campaignId }: StepInput) => {
    const campaign = await requireCampaign(ports, campaignId);
    const to = takenBackTo(campaign);
    const by = (campaign.undo ?? campaign.stopped)?.by ?? "system";
    await carryOut(ports)({
      campaignId,
      milestone: `campaign-${to}`,
      perform: async () => {
        await ports.terms.changePublication(campaign, (stood) => {
          const publication = takenBack(stood, campaign);
          const facts = { document: campaign.document, version: campaign.version };
          const event = `publication-${to}`;
          return {
            outcome: undefined,
            publication,
            audit: publication === undefined ? [] : [{ event, at: ports.clock.now(), actor: by, facts }],
          };
        });
        return turn(ports, `${campaignId}/${to}`);
      },
      then: (before) => ({ ...before, status: to, closedAt: ports.clock.now() }),
    });
    return {};
  };

const turn = async ({ clock, terms, gate }: Pick<Ports, "clock" | "terms" | "gate">, step: string) => {
  const rules = gateRules(await terms.publications(), clock.now());
  const { calls } = await gate.turn(rules, step.slice(0, 64));
  return { asks: rules.map(({ version, mode }) => `${version} ${mode}`), calls };
};
