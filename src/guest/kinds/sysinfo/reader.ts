import { attribute, child, children, type Element } from '#src/xml/element.ts';
import { type Said, said } from '../../reader.ts';

const blocks = { bios: 'bios', system: 'system', base_board: 'baseBoard', chassis: 'chassis' };

export function readSysinfo(domain: Element): Said {
  const mode = attribute(child(child(domain, 'os'), 'smbios'), 'mode');
  const sysinfo = children(domain, 'sysinfo').find((each) => (attribute(each, 'type') ?? 'smbios') === 'smbios');
  if (mode !== 'sysinfo') return { sysinfo: mode ?? 'none' };
  const values = Object.entries(blocks).map(([key, name]) => [key, entriesOf(child(sysinfo, name))]);
  const strings = child(sysinfo, 'oemStrings')?.children.map(({ text }) => text);
  return { sysinfo: said({ ...Object.fromEntries(values), oem_strings: strings }) ?? {} };
}

function entriesOf(block: Element | undefined): Said | undefined {
  return said(
    Object.fromEntries(
      children(block, 'entry').map((entry) => {
        const name = attribute(entry, 'name') ?? '';
        return [name, name === 'uuid' ? entry.text.toLowerCase() : entry.text];
      }),
    ),
  );
}
