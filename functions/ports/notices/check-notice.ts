import type { Notice } from "./notices.ts";

// One address and nothing else: no list, no display name, no second line. Quoted local parts ("a b"@example.org) are not taken.
const address = /^[^\s@<>()[\]\\,;:"\p{Cc}\p{Cf}\p{Cs}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}\p{Cf}\p{Cs}]{1,253}$/u;

/** True when mail can go there. Whatever could begin another header or name another recipient is no address. */
export const isAddress = (to: string): boolean => to.length <= 254 && address.test(to);

const hasControls = (text: string): boolean => /\p{Cc}/u.test(text);

/** Subject and names of attachments become headers and are ours; a second line in one is our mistake, hence RangeError. */
export const checkNotice = ({ key, subject, attachments = [] }: Notice): void => {
  if (key === "") throw new RangeError("a notice without a key");
  if (hasControls(subject)) throw new RangeError("the subject of a notice has more than one line");
  for (const { name, contentType } of attachments) {
    if (!/^[A-Za-z0-9._-]{1,128}$/.test(name)) throw new RangeError("not a name for an attachment");
    if (!/^[a-z]+\/[a-z0-9.+-]+$/.test(contentType)) throw new RangeError("not a content type for an attachment");
  }
};
