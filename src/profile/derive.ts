import { createHash } from 'node:crypto';

/**
 * Values that libvirt would choose at random, derived from names instead, so that rebuilding gives the same overlay,
 * and applying a definition again updates the existing object: libvirt refuses a known name with another UUID.
 */
export function derivedUuid(hostname: string, ...names: string[]): string {
  const bytes = digest('uuid', hostname, ...names).subarray(0, 16);
  // RFC 9562 version 8: derived by a custom rule.
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** In QEMU's range, 52:54:00. */
export function derivedMac(hostname: string, ...names: string[]): string {
  const [a, b, c] = digest('mac', hostname, ...names);
  return ['52', '54', '00', ...[a!, b!, c!].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}

function digest(...parts: string[]): Buffer {
  return createHash('sha256').update(parts.join('\0')).digest();
}
