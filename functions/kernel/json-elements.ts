const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const isOpening = (byte: number | undefined): boolean => byte === 0x5b || byte === 0x7b; // [ {
const isClosing = (byte: number | undefined): boolean => byte === 0x5d || byte === 0x7d; // ] }

/** The place of the quote that closes the string which opens here. */
const endOfString = (bytes: Uint8Array, from: number): number => {
  let at = from + 1;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at;
};

/**
 * The elements of a JSON array that opens at `from`, each as its bytes: so that one which cannot be taken in does not take the others with
 * it. The text must be well-formed JSON; what it says is not looked at.
 */
export const elementsIn = (bytes: Uint8Array, from = 0): Uint8Array[] => {
  const elements: Uint8Array[] = [];
  let depth = 0;
  let start = from + 1;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) at = endOfString(bytes, at);
    else if (isOpening(byte)) depth += 1;
    else if (byte === comma && depth === 1) {
      elements.push(bytes.subarray(start, at));
      start = at + 1;
    } else if (isClosing(byte)) {
      depth -= 1;
      if (depth > 0) continue;
      const last = bytes.subarray(start, at);
      if (elements.length > 0 || Buffer.from(last).toString("latin1").trim() !== "") elements.push(last);
      break;
    }
  }
  return elements;
};

/** Where the array opens that is an object's only member, of that name; undefined for every other text. It must be well-formed JSON. */
export const onlyArrayIn = (bytes: Uint8Array, name: string): number | undefined => {
  const text = `"${name}"`;
  let opens: number | undefined;
  let members = 0;
  let depth = 0;
  let key = "";
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) {
      const end = endOfString(bytes, at);
      if (depth === 1) key = Buffer.from(bytes.subarray(at, end + 1)).toString("latin1");
      at = end;
    } else if (isOpening(byte)) {
      depth += 1;
      if (depth === 2 && byte === 0x5b && key === text) opens = at;
    } else if (isClosing(byte)) depth -= 1;
    else if (byte === colon && depth === 1) members += 1;
  }
  return members === 1 ? opens : undefined;
};
