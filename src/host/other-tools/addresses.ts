import { ipAddress, ipv4Address, ipv4Prefix, ipv6Address, ipv6Prefix } from '../../profile/ip-addresses.ts';
import { fits } from '../../profile/option-text.ts';
import { isMap, isOn, open, textOf, valueAt } from './word.ts';

export type Keys = Readonly<Record<string, unknown>>;

/** Items of a list, or of a text with blanks or commas between them. */
export const listed = (value: unknown): string[] =>
  (Array.isArray(value) ? value : textOf(value).split(/[\s,]+/)).map(textOf).filter((each) => each !== '');

/** Keys that say how an interface gets its address: by Netplan, ifcfg, NetworkManager and ifupdown. */
export const methodKeys = ['dhcp4', 'dhcp', 'bootproto', 'proto', 'method', 'inet'];
export const addressKeys = ['addresses', 'address', 'ip', 'ip_address', 'ipaddr'];

/** The length of a prefix for a mask such as 255.255.255.0; undefined if its ones are not all at the front. */
function lengthOf(mask: unknown): string | undefined {
  const text = textOf(mask).replace(/^\//, '');
  if (/^(3[0-2]|[12]?\d)$/.test(text)) return text;
  if (!fits(ipv4Address, text)) return undefined;
  const bits = text
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? String(bits.replaceAll('0', '').length) : undefined;
}

/** The address that is given with its length, or in addition to a mask. */
function addressOf(of: Keys): string | undefined {
  const all = addressKeys.flatMap((key) => listed(of[key]));
  const alone = all.find((each) => fits(ipv4Address, each));
  const whole = all.find((each) => fits(ipv4Prefix, each));
  return whole ?? (alone === undefined ? undefined : `${alone}/${lengthOf(of.netmask) ?? open}`);
}

function ipv4Of(of: Keys): unknown {
  if (/^(dhcp|none)$/.test(textOf(of.ipv4))) return of.ipv4;
  const inner = isMap(of.ipv4) ? of.ipv4 : { address: of.ipv4 };
  const from = 'ipv4' in of ? { ...of, ...inner } : of;
  const address = addressOf(from);
  const gateway = [from.gateway4, from.gateway, valueAt(from.routes, 0, 'via')].find((each) => fits(ipv4Address, each));
  const method = methodKeys.map((key) => from[key]).find((each) => each !== undefined);
  const given = address !== undefined || gateway !== undefined || 'netmask' in from || 'ipv4' in of;
  if (given || /static/i.test(textOf(method))) return { address: address ?? open, ...(gateway ? { gateway } : {}) };
  if (method === undefined) return undefined;
  return isOn(method) && !/manual|disabled/i.test(textOf(method)) ? 'dhcp' : 'none';
}

function ipv6Of(of: Keys): unknown {
  if (/^(auto|none)$/.test(textOf(of.ipv6))) return of.ipv6;
  const inner = isMap(of.ipv6) ? of.ipv6 : { address: of.ipv6 };
  const from: Keys = 'ipv6' in of ? { ...of, ...inner } : of;
  const address = addressKeys.flatMap((key) => listed(from[key])).find((each) => fits(ipv6Prefix, each));
  const gateway = [from.gateway6, from.gateway].find((each) => fits(ipv6Address, each));
  const given = address !== undefined || gateway !== undefined || 'ipv6' in of;
  if (given) return { address: address ?? open, ...(gateway ? { gateway } : {}) };
  return 'dhcp6' in of ? (isOn(of.dhcp6) ? 'auto' : 'none') : undefined;
}

/** What an interface is addressed with, in our keys; of its own values only addresses are passed on. */
export function addressing(of: Keys): { ipv4?: unknown; ipv6?: unknown } {
  const ipv6 = ipv6Of(of);
  const ipv4 = ipv4Of(of);
  const unsaid = ipv4 === undefined && ipv6 === undefined && addressKeys.some((key) => key in of);
  return {
    ...(ipv4 !== undefined || unsaid ? { ipv4: ipv4 ?? { address: open } } : {}),
    ...(ipv6 === undefined ? {} : { ipv6 }),
  };
}

/** Name servers of either family. */
export function serversIn(value: unknown): string[] {
  const servers = isMap(value) ? listed(value.addresses) : listed(value);
  const known = servers.filter((each) => fits(ipAddress, each));
  return known.length > 0 ? known : [open];
}
