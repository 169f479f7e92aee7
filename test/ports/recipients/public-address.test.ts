import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPublicAddress } from "#ports/recipients/public-address.ts";

/** Networks that are not the internet's, by their first address and length in bits (RFC 6890 and kin). */
const inner4: [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];
const asNumber = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const asAddress = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
const isInner = (number: number): boolean =>
  inner4.some(([net, bits]) => Math.floor(number / 2 ** (32 - bits)) === Math.floor(asNumber(net) / 2 ** (32 - bits)));

const anyIpv4 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const innerIpv4 = fc
  .tuple(fc.constantFrom(...inner4), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))
  .map(([[net, bits], place]) => asNumber(net) + Math.floor(place * 2 ** (32 - bits)));

describe("the guard of outgoing calls (I20)", () => {
  test("refuses every address of every inner network", () => {
    fc.assert(fc.property(innerIpv4, (number) => !isPublicAddress(asAddress(number))));
  });

  test("agrees with the registry on any IPv4 address, but for a few that lead to relays", () => {
    fc.assert(
      fc.property(anyIpv4, (number) => {
        const address = asAddress(number);
        fc.pre(!/^(192\.88\.99|192\.31\.196|192\.52\.193|192\.175\.48)\./.test(address));
        return isPublicAddress(address) === !isInner(number);
      }),
      { numRuns: 1000 },
    );
  });

  test("refuses an inner IPv4 address under every name that IPv6 has for it", () => {
    fc.assert(
      fc.property(innerIpv4, (number) => {
        const [a = 0, b = 0, c = 0, d = 0] = asAddress(number).split(".").map(Number);
        const hex = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
        const names = [
          `::ffff:${asAddress(number)}`,
          `::ffff:${hex}`,
          `::ffff:0:${hex}`,
          `::${hex}`,
          `64:ff9b::${hex}`,
          `64:ff9b:1::${hex}`,
          `2002:${hex}::1`,
          `2001:0:${hex}::1`,
        ];
        return names.every((name) => !isPublicAddress(name));
      }),
    );
  });

  test.each([
    "::",
    "::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "100::1",
    "2001:db8::1",
    "4000::1",
    "fe80::1%eth0",
  ])("refuses %s", (address) => expect(isPublicAddress(address)).toBe(false));

  test.each(["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"])("lets %s pass", (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  test("refuses whatever is no address", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        fc.pre(!/^[\d.]+$/.test(text) && !text.includes(":"));
        return !isPublicAddress(text);
      }),
    );
  });
});
