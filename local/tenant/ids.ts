import { createHash, randomBytes } from "node:crypto";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Random letters and digits, such as Auth0's ids and tokens have. */
export const randomId = (length: number): string =>
  Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join("");

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64url");
