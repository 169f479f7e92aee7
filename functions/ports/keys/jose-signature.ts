const coordinateBytes = 32;

/** A DER INTEGER as exactly 32 bytes, without its sign byte and with its leading zeros. */
const coordinate = (integer: Uint8Array): Buffer => {
  const significant = Buffer.from(integer.subarray(integer[0] === 0 ? 1 : 0));
  if (significant.length > coordinateBytes) throw new RangeError("not a signature of P-256");
  return Buffer.concat([Buffer.alloc(coordinateBytes - significant.length), significant]);
};

/**
 * An ECDSA signature of P-256 as JOSE writes it, r and s side by side in 64 bytes (RFC 7518, section 3.4), from the DER in which KMS
 * gives it (RFC 3279: SEQUENCE of two INTEGERs). Throws RangeError for anything else.
 */
export const joseSignature = (der: Uint8Array): Buffer => {
  const integerAt = (place: number): Uint8Array => {
    const length = der[place + 1] ?? 0;
    const integer = der.subarray(place + 2, place + 2 + length);
    if (der[place] !== 0x02 || length === 0 || integer.length !== length) throw new RangeError("not a DER signature");
    return integer;
  };
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw new RangeError("not a DER signature");
  const r = integerAt(2);
  const s = integerAt(4 + r.length);
  if (6 + r.length + s.length !== der.length) throw new RangeError("not a DER signature");
  return Buffer.concat([coordinate(r), coordinate(s)]);
};
