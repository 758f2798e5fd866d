/** What boards report whose maker did not fill in the SMBIOS table (SMBIOS Reference Specification, 7.2). */
const unset =
  /^(to be filled by o\.?e\.?m\.?|default string|system serial number|chassis serial number|serial number|not specified|not applicable|not available|none|n\/a|na|invalid|unknown|empty|oem|0?123456789.*|(.)\2*)$/i;

/** AMI's example of a UUID, in both byte orders; and one digit throughout. */
const unsetUuid = /^(03000200-0400-0500-0006-000700080009|00020003-0004-0005-0006-000700080009)$/i;

/** Whether many machines have the same serial number. */
export const isPlaceholderSerial = (serial: string): boolean => unset.test(serial);

/** Whether many machines have the same UUID. */
export const isPlaceholderUuid = (uuid: string): boolean =>
  unsetUuid.test(uuid) || /^(.)\1*$/.test(uuid.replaceAll('-', ''));
