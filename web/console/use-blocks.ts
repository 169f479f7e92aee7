import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type ListBlocksData, listBlocks, readBlock } from "../shared/client/index.ts";
import { every, whileShown } from "./use-officer.ts";

export type BlockFilter = Omit<NonNullable<ListBlocksData["query"]>, "limit" | "cursor">;

/** Blocks, those that end or are due for a look first, a page at a time. */
export const useBlocks = (filter: BlockFilter) =>
  useInfiniteQuery({
    queryKey: ["blocks", filter],
    queryFn: async ({ pageParam }) =>
      (await listBlocks({ query: { ...filter, limit: 25, ...(pageParam !== undefined && { cursor: pageParam }) } }))
        .data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    refetchInterval: whileShown(2 * every),
  });

export const useBlock = (requestId: string) =>
  useQuery({
    queryKey: ["block", requestId],
    queryFn: async () => (await readBlock({ path: { requestId } })).data,
    refetchInterval: whileShown(every),
  });
