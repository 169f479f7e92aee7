import * as z from "zod";

/** Any value that JSON can carry. */
export const Json = z.json();
export type Json = z.infer<typeof Json>;
export type JsonObject = { [key: string]: Json };
