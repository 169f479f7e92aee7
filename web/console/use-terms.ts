import { useQuery } from "@tanstack/react-query";
import { listTerms, readTerms, readTermsRun, readTermsTimeline } from "../shared/client/index.ts";
import { every, whileShown } from "./use-officer.ts";

/** A version as the address names it. */
export interface VersionOf {
  document: string;
  version: string;
}

const askedFor = ({ document, version }: VersionOf) => ({ path: { version }, query: { document } });

export const useTermsList = () =>
  useQuery({
    queryKey: ["terms"],
    queryFn: async () => (await listTerms()).data,
    refetchInterval: whileShown(2 * every),
  });

export const useTerms = (of: VersionOf) =>
  useQuery({
    queryKey: ["terms", of],
    queryFn: async () => (await readTerms(askedFor(of))).data,
    refetchInterval: whileShown(every),
  });

/** The run of its campaign; a version that asks nobody has none. */
export const useTermsRun = (of: VersionOf, hasCampaign: boolean) =>
  useQuery({
    queryKey: ["terms-run", of],
    queryFn: async () => (await readTermsRun(askedFor(of))).data,
    enabled: hasCampaign,
    refetchInterval: whileShown(every),
  });

export const useTermsTimeline = (of: VersionOf, hasCampaign: boolean) =>
  useQuery({
    queryKey: ["terms-timeline", of],
    queryFn: async () => (await readTermsTimeline(askedFor(of))).data,
    enabled: hasCampaign,
    refetchInterval: whileShown(every),
  });
