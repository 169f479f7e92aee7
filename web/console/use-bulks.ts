import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { listBulks, readBulk, readBulkEntries } from "../shared/client/index.ts";
import { every, whileShown } from "./use-officer.ts";

export const useBulks = () =>
  useInfiniteQuery({
    queryKey: ["bulks"],
    queryFn: async ({ pageParam }) =>
      (await listBulks({ query: pageParam === undefined ? {} : { cursor: pageParam } })).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    refetchInterval: whileShown(2 * every),
  });

export const useBulk = (bulkId: string) =>
  useQuery({
    queryKey: ["bulk", bulkId],
    queryFn: async () => (await readBulk({ path: { bulkId } })).data,
    refetchInterval: whileShown(every),
  });

export const useBulkEntries = (bulkId: string, page: number) =>
  useQuery({
    queryKey: ["bulk-entries", bulkId, page],
    queryFn: async () => (await readBulkEntries({ path: { bulkId }, query: { page } })).data,
    refetchInterval: whileShown(every),
  });
