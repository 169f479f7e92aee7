import { createHash } from "node:crypto";
import type { Archive } from "#ports/archive/archive.ts";

/** An archive in memory, for tests that look into its files: by class and name, `receipts/01K….jws`. */
export const memoryArchive = (files: Map<string, Uint8Array>): Archive => ({
  putOnce: async (kind, name, content) => {
    if (files.has(`${kind}/${name}`)) return "exists";
    files.set(`${kind}/${name}`, content);
    return "written";
  },
  get: async (kind, name) => files.get(`${kind}/${name}`),
  stream: async (kind, name) => {
    const file = files.get(`${kind}/${name}`);
    return (
      file &&
      (async function* () {
        // its memory is used again, as that of a real one
        const memory = new Uint8Array(1024);
        for (let at = 0; at < file.byteLength; at += memory.byteLength) {
          const piece = file.subarray(at, at + memory.byteLength);
          memory.set(piece);
          yield memory.subarray(0, piece.byteLength);
        }
        memory.fill(0);
      })()
    );
  },
  digestOf: async (kind, name) => {
    const file = files.get(`${kind}/${name}`);
    return file && { bytes: file.byteLength, sha256: createHash("sha256").update(file).digest("hex") };
  },
  uploadAddress: async (kind, name, { type }) => ({
    method: "PUT",
    url: `https://archive.example.com/${kind}/${name}`,
    headers: { "content-type": type },
  }),
  putStream: async (kind, name, content) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(Uint8Array.from(chunk));
    const file = Buffer.concat(chunks);
    files.set(`${kind}/${name}`, file);
    return { bytes: file.byteLength, sha256: createHash("sha256").update(file).digest("hex") };
  },
  downloadAddress: async (kind, name) => `https://archive.example.com/${kind}/${name}`,
  remove: async (kind, name) => {
    files.delete(`${kind}/${name}`);
  },
  removeAll: async (kind, prefix) => {
    for (const name of files.keys()) if (name.startsWith(`${kind}/${prefix}`)) files.delete(name);
  },
});
