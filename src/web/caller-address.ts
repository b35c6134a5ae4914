import { isIPv6 } from 'node:net';

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * The key by which the rate limits count a caller. A caller with one IPv6 address has its whole network of 2^64 addresses, so
 * that network counts as one ('2001:db8:1:2::/64'). An IPv4 address counts as it is.
 */
export function callerAddress(ip: string | undefined): string {
  const address = ip?.split('%')[0] ?? 'unknown';
  if (!isIPv6(address)) return address;
  const mapped = MAPPED_IPV4.exec(address);
  if (mapped) return mapped[1]!;
  const [left, right] = address.split('::').map((part) => (part === '' ? [] : part.split(':'))) as [
    string[],
    string[]?,
  ];
  const groups = right ? [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right] : left;
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
