import ipaddr from "ipaddr.js";

/** All that is given out of IPv6 for the public internet (RFC 4291; IANA's registry of global unicast). */
const globalUnicast = ipaddr.parseCIDR("2000::/3") as [ipaddr.IPv6, number];

/**
 * True for an address of the public internet. Everything that leads to this machine, its network, a cloud's metadata, or to an IPv4
 * address by another name (mapped, translated, tunnelled) is none, and so is what cannot be read (I20).
 */
export const isPublicAddress = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return false;
  return parsed.kind() === "ipv4" || (parsed as ipaddr.IPv6).match(globalUnicast);
};
