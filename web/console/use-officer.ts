import { skipToken, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import {
  type ListRequestsData,
  listRequests,
  type Run,
  readKillSwitch,
  readRequest,
  readRun,
  readStory,
  readTimeline,
} from "../shared/client/index.ts";

/** How often what is looked at is read again, in ms; the browser pauses it while nobody looks. */
export const every = 2000;

/** What could not be read is not asked for again and again: the page says so, and has a button for it. */
export const whileShown =
  (ms: number) =>
  ({ state }: { state: { data: unknown } }): number | false =>
    state.data === undefined ? false : ms;

export type Filter = Omit<NonNullable<ListRequestsData["query"]>, "limit" | "cursor">;

/** Requests in order of their due date, a page at a time. */
export const useRequests = (filter: Filter) =>
  useInfiniteQuery({
    queryKey: ["requests", filter],
    queryFn: async ({ pageParam }) =>
      (await listRequests({ query: { ...filter, limit: 25, ...(pageParam !== undefined && { cursor: pageParam }) } }))
        .data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    refetchInterval: whileShown(2 * every),
  });

export const useRequest = (requestId: string) =>
  useQuery({
    queryKey: ["request", requestId],
    queryFn: async () => (await readRequest({ path: { requestId } })).data,
    refetchInterval: whileShown(every),
  });

export const useRun = (requestId: string) =>
  useQuery({
    queryKey: ["run", requestId],
    queryFn: async () => (await readRun({ path: { requestId } })).data,
    refetchInterval: whileShown(every),
  });

export const useTimeline = (requestId: string) =>
  useInfiniteQuery({
    queryKey: ["timeline", requestId],
    queryFn: async ({ pageParam }) =>
      (await readTimeline({ path: { requestId }, query: pageParam === undefined ? {} : { cursor: pageParam } })).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    refetchInterval: whileShown(every),
  });

export const useStory = (story: Run["story"] | undefined) =>
  useQuery({
    queryKey: ["story", story],
    queryFn: story === undefined ? skipToken : async () => (await readStory({ path: { story } })).data,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const useKillSwitch = () =>
  useQuery({
    queryKey: ["kill-switch"],
    queryFn: async () => (await readKillSwitch()).data,
    refetchInterval: whileShown(5 * every),
  });
