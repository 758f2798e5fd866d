import type { Values } from '#src/guest/reader.ts';
import { attribute, child, children, type Element } from '#src/xml/element.ts';
import { given } from '../section/values.ts';

/** The first address of each family, with what DHCP hands out. */
export function addressDraft(all: readonly Element[]): Values {
  const v4 = all.find((each) => attribute(each, 'family') === undefined);
  const v6 = all.find((each) => attribute(each, 'family') === 'ipv6');
  const dhcp6 = child(v6, 'dhcp');
  return given({
    address: v4 && prefixOf(v4),
    dhcp: v4 && dhcpDraft(child(v4, 'dhcp')),
    ipv6: v6 && given({ address: prefixOf(v6), dhcp: dhcp6 && leases(dhcp6, ['id', 'name', 'ip']) }),
  });
}

const prefixOf = (ip: Element) => `${attribute(ip, 'address') ?? ''}/${attribute(ip, 'prefix') ?? ''}`;

function dhcpDraft(dhcp: Element | undefined): Values | false {
  if (!dhcp) return false;
  const bootp = child(dhcp, 'bootp');
  return { ...leases(dhcp, ['mac', 'name', 'ip']), ...(bootp ? { bootp: said(bootp, ['file', 'server']) } : {}) };
}

function leases(dhcp: Element, keys: readonly string[]): Values {
  return {
    ranges: children(dhcp, 'range').map((each) => said(each, ['start', 'end'])),
    hosts: children(dhcp, 'host').map((each) => said(each, keys)),
  };
}

export const said = (of: Element, keys: readonly string[]): Values =>
  given(Object.fromEntries(keys.map((key) => [key, attribute(of, key)])));
