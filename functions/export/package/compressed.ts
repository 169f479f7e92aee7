// What begins so is compressed already: another time would cost and gain nothing. Told by its first bytes, since what a file is called or
// announced as is somebody else's word.

const beginnings: readonly { name: string; bytes: readonly number[]; at?: number }[] = [
  { name: "ZIP, and the office documents that are one", bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: "PDF", bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { name: "gzip", bytes: [0x1f, 0x8b] },
  { name: "zstd", bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: "xz", bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { name: "bzip2", bytes: [0x42, 0x5a, 0x68] },
  { name: "7z", bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { name: "JPEG", bytes: [0xff, 0xd8, 0xff] },
  { name: "PNG", bytes: [0x89, 0x50, 0x4e, 0x47] },
  { name: "WebP", bytes: [0x57, 0x45, 0x42, 0x50], at: 8 },
  { name: "MP4 and its kin", bytes: [0x66, 0x74, 0x79, 0x70], at: 4 },
];

/** Whether a file that begins so is compressed already. */
export const isCompressed = (beginning: Uint8Array): boolean =>
  beginnings.some(({ bytes, at = 0 }) => bytes.every((byte, place) => beginning[at + place] === byte));
