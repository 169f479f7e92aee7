import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Request } from "../shared/client/index.ts";
import { listOwnRequests, readDeletionTerms, readOwnRequest } from "../shared/client/index.ts";

const ends: Request["status"][] = ["fulfilled", "partly-fulfilled", "refused", "withdrawn", "expired-unverified"];
export const isOver = ({ status }: Request): boolean => ends.includes(status);

/** The person's own requests, newest first, a page at a time. */
export const useOwnRequests = () =>
  useInfiniteQuery({
    queryKey: ["own-requests"],
    queryFn: async ({ pageParam }) =>
      (await listOwnRequests({ query: { limit: 25, ...(pageParam !== undefined && { cursor: pageParam }) } })).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
  });

/** One request, looked at again every few seconds while it goes on and somebody looks. */
export const useOwnRequest = (requestId: string) =>
  useQuery({
    queryKey: ["own-request", requestId],
    queryFn: async () => (await readOwnRequest({ path: { requestId } })).data,
    refetchInterval: ({ state }) => (state.data !== undefined && !isOver(state.data) ? 3000 : false),
  });

export const useDeletionTerms = () =>
  useQuery({
    queryKey: ["deletion-terms"],
    queryFn: async () => (await readDeletionTerms()).data,
    staleTime: Number.POSITIVE_INFINITY,
  });
