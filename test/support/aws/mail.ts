import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";

const Stored = z.object({
  emails: z.array(
    z.object({
      subject: z.string(),
      destination: z.object({ to: z.array(z.string()) }),
      body: z.object({ text: z.string().optional() }),
      attachments: z.array(
        z
          .object({ filename: z.string(), contentType: z.string(), content: z.base64() })
          .transform(({ filename, contentType, content }) => ({
            name: filename,
            contentType,
            content: Buffer.from(content, "base64").toString("utf8"),
          })),
      ),
    }),
  ),
});

export interface Mailbox {
  endpoint: string;
  delivered(): Promise<z.infer<typeof Stored>["emails"]>;
  close(): Promise<void>;
}

/** SES of one machine, with an inbox. All mailboxes of a process share one store: each begins by emptying it. */
export const openMailbox = async (): Promise<Mailbox> => {
  const { default: loaded } = await import("aws-ses-v2-local");
  // a CommonJS package with a default of its own
  const start = ("default" in loaded ? loaded.default : loaded) as (config: {
    host: string;
    port: number;
  }) => Promise<Server>;
  const server = await start({ host: "127.0.0.1", port: 0 });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await fetch(`${endpoint}/clear-store`, { method: "POST" });
  return {
    endpoint,
    delivered: async () => Stored.parse(await (await fetch(`${endpoint}/store`)).json()).emails,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
