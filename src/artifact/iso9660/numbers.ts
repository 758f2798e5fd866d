/** ISO 9660 stores each number in both byte orders, one after the other (ECMA-119, 7.2.3 and 7.3.3). */
export function both16(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(value, 0);
  bytes.writeUInt16BE(value, 2);
  return bytes;
}

export function both32(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(value, 0);
  bytes.writeUInt32BE(value, 4);
  return bytes;
}

/** The time of a directory record, in UTC (ECMA-119, 9.1.5). */
export function shortDate(time: Date): Buffer {
  return Buffer.from([
    time.getUTCFullYear() - 1900,
    time.getUTCMonth() + 1,
    time.getUTCDate(),
    time.getUTCHours(),
    time.getUTCMinutes(),
    time.getUTCSeconds(),
    0,
  ]);
}

/** The time of a volume descriptor, in UTC (ECMA-119, 8.4.26.1). */
export function longDate(time: Date): Buffer {
  const digits = time.toISOString().replace(/\D/g, '').slice(0, 16);
  return Buffer.from(`${digits}\0`, 'latin1');
}

export const noLongDate = Buffer.from(`${'0'.repeat(16)}\0`, 'latin1');

/** Joliet's characters: UCS-2, the high byte first. */
export function wide(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}
