import type { Kind } from './kind.ts';

/** Passwords in addresses. The source of each form follows it. */
export const addressKinds: readonly Kind[] = [
  // RFC 3986, 3.2.1. The last @ before a space ends it, because people do not escape it; a port alone is not a
  // password.
  {
    what: 'a password in an address',
    class: 'address',
    pattern: /:\/\/[^\s/?#:@"'<>[\]]{0,256}:(?!\d{1,5}(?:[/?#\s"'<>]|$))(?<secret>[^\s"'<>]{1,512})@/g,
    hints: ['@'],
  },
  // libiscsi, README: iscsi://[<username>[%<password>]@]<host>.
  {
    what: 'a password in an address',
    class: 'address',
    pattern: /iscsi:\/\/[^\s/%@"']{1,256}%(?<secret>[^\s/@"']{1,256})@/g,
    hints: ['iscsi://'],
  },
];
