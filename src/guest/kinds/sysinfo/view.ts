import type { Guest } from '#src/host/guest.ts';

/** Template values of the SMBIOS: its mode, and the blocks of values. */
export function sysinfoView({ sysinfo }: Guest): object {
  if (sysinfo === 'none') return { mode: undefined, blocks: undefined };
  if (typeof sysinfo === 'string') return { mode: sysinfo, blocks: undefined };
  const { bios, system, base_board, chassis, oem_strings } = sysinfo;
  const blocks = Object.entries({ bios, system, baseBoard: base_board, chassis }).flatMap(([name, values]) =>
    values && entriesOf(values).length > 0 ? [{ name, entries: entriesOf(values) }] : [],
  );
  if (blocks.length === 0 && oem_strings.length === 0) return { mode: undefined, blocks: undefined };
  return { mode: 'sysinfo', blocks, oemStrings: oem_strings };
}

function entriesOf(values: Record<string, string | undefined>): object[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
