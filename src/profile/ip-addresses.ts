import { format } from './format.ts';

const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const dotted = `${octet}(\\.${octet}){3}`;
// Every way to write an IPv6 address without a zone, from RFC 4291 section 2.2.
const sixteen = '[0-9a-fA-F]{1,4}';
const colons = [
  `(${sixteen}:){7}${sixteen}`,
  `(${sixteen}:){1,7}:`,
  `(${sixteen}:){1,6}:${sixteen}`,
  `(${sixteen}:){1,5}(:${sixteen}){1,2}`,
  `(${sixteen}:){1,4}(:${sixteen}){1,3}`,
  `(${sixteen}:){1,3}(:${sixteen}){1,4}`,
  `(${sixteen}:){1,2}(:${sixteen}){1,5}`,
  `${sixteen}:(:${sixteen}){1,6}`,
  `:((:${sixteen}){1,7}|:)`,
].join('|');

/** Which number of an IPv4 address, or of its prefix length, is wrong. */
const badNumber = (expected: string) => (text: string) => {
  const [, address, length] = /^(\d+(?:\.\d+){3})(?:\/(\d+))?$/.exec(text) ?? [];
  const parts = address?.split('.') ?? [];
  const large = parts.find((part) => Number(part) > 255);
  if (large) return `${expected}: ${large} is more than 255\nWrite numbers from 0 to 255 between the dots.`;
  const padded = parts.find((part) => part.length > 1 && part.startsWith('0'));
  if (padded) return `${expected}: ${padded} begins with 0\nWrite ${Number(padded)} instead of ${padded}.`;
  return Number(length) > 32
    ? `${expected}: /${length} is more than /32\nWrite a length from 0 to 32, such as /24.`
    : undefined;
};

export const ipv4Address = format(
  new RegExp(`^${dotted}$`),
  'an IPv4 address',
  'Write an address such as 192.168.1.1.',
  '192.168.1.1',
  badNumber('an IPv4 address'),
);

export const ipv6Address = format(
  new RegExp(`^(${colons})$`),
  'an IPv6 address',
  'Write an address such as fd00::1.',
  'fd00::1',
);

export const ipAddress = format(
  new RegExp(`^(${dotted}|${colons})$`),
  'an IP address',
  'Write an address such as 192.168.1.1 or fd00::1.',
  '9.9.9.9',
  badNumber('an IP address'),
);

export const ipv4Prefix = format(
  new RegExp(`^${dotted}/(3[0-2]|[12]?\\d)$`),
  'an IPv4 address with its prefix length',
  'Write address/length, such as 192.168.1.10/24.',
  '192.168.1.10/24',
  badNumber('an IPv4 address with its prefix length'),
);

export const ipv6Prefix = format(
  new RegExp(`^(${colons})/(12[0-8]|1[01]\\d|\\d?\\d)$`),
  'an IPv6 address with its prefix length',
  'Write address/length, such as fd00::10/64.',
  'fd00::10/64',
);
