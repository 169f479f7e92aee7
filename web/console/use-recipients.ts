import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { listRecipientQuestions, listTasks } from "../shared/client/index.ts";

/** How often what is looked at is read again, in ms; the browser pauses it while nobody looks. */
const every = 4000;

/** What a request asks of recipients, and what they have answered. */
export const useRecipients = (requestId: string) =>
  useQuery({
    queryKey: ["recipients", requestId],
    queryFn: async () => (await listRecipientQuestions({ path: { requestId } })).data.recipients,
    refetchInterval: every,
  });

/** Open tasks, the oldest first, a page at a time. */
export const useTasks = () =>
  useInfiniteQuery({
    queryKey: ["tasks"],
    queryFn: async ({ pageParam }) =>
      (await listTasks({ query: { limit: 25, ...(pageParam !== undefined && { cursor: pageParam }) } })).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    refetchInterval: every,
  });
