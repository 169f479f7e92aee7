import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";

// A trial tenant with invented people: cheap enough for hundreds of logins in a test run.
const cost = { N: 1024, r: 8, p: 1 };

const derive = (password: string, salt: string): Buffer => scryptSync(password.normalize("NFKC"), salt, 32, cost);

export const hashPassword = (password: string): { salt: string; hash: string } => {
  const salt = randomBytes(16).toString("base64url");
  return { salt, hash: derive(password, salt).toString("base64url") };
};

export const isPassword = (password: string, { salt, hash }: { salt: string; hash: string }): boolean =>
  timingSafeEqual(derive(password, salt), Buffer.from(hash, "base64url"));
