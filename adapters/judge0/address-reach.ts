import { BlockList, isIP } from 'node:net';

/**
 * Who can have an address: everybody on the internet (`public`), a network of one's own (`private`), or nobody that a
 * judge could be (`never`): link-local ones, where clouds keep their metadata, multicast, and what is reserved.
 */
export type AddressReach = 'public' | 'private' | 'never';

function listOf(...ranges: string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

// IANA's registries of special-purpose addresses.
const PRIVATE = listOf('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '100.64.0.0/10');
const PRIVATE6 = listOf('fc00::/7', '::1/128');
const RESERVED = listOf(
  ...['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
);
/** Where EC2's metadata, DNS and clock answer by IPv6; private by its range, but no judge's. */
const CLOUD6 = listOf('fd00:ec2::/32');
/** What the internet routes by IPv6, */
const GLOBAL6 = listOf('2000::/3');
/** less protocol assignments with Teredo, 6to4 (both carry any IPv4 address inside), and documentation. */
const NOT_GLOBAL6 = listOf('2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20');

/** Where an IP address can be. An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) counts as what it is; no address is `never`. */
export function reachOf(address: string): AddressReach {
  const [plain = ''] = address.split('%');
  switch (isIP(plain)) {
    case 4:
      return RESERVED.check(plain) ? 'never' : PRIVATE.check(plain) ? 'private' : 'public';
    case 6: {
      const mapped = unmap(plain);
      if (mapped !== undefined) return reachOf(mapped);
      if (CLOUD6.check(plain, 'ipv6')) return 'never';
      if (PRIVATE6.check(plain, 'ipv6')) return 'private';
      return GLOBAL6.check(plain, 'ipv6') && !NOT_GLOBAL6.check(plain, 'ipv6') ? 'public' : 'never';
    }
    default:
      return 'never';
  }
}

/** The IPv4 address in `::ffff:a.b.c.d`, however it is written. */
function unmap(address: string): string | undefined {
  const canonical = new URL(`http://[${address}]`).hostname;
  const [, high, low] = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return undefined;
  const [first, second] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [first >> 8, first & 255, second >> 8, second & 255].join('.');
}
