import { attribute, child, children, type Element } from '#src/xml/element.ts';
import { type Values, valuesOf } from '../../reader.ts';
import { found, type Keys, placesIn, type Several } from '../../vocabulary.ts';

const blocks = { bios: 'bios', system: 'system', base_board: 'baseBoard', chassis: 'chassis' };

/** Values by name; UUIDs are equal in upper and lower case. */
const entries: Several = (sysinfo) =>
  Object.entries(blocks).flatMap(([key, block]) =>
    children(child(sysinfo, block), 'entry').flatMap((entry) => {
      const [name, { text }] = [attribute(entry, 'name'), entry];
      if (name === undefined || text === '') return [];
      return found([key, name], name === 'uuid' ? text.toLowerCase() : text, entry, '', '@name');
    }),
  );

const strings: Several = (sysinfo) => {
  const all = (child(sysinfo, 'oemStrings')?.children ?? []).filter(({ text }) => text !== '');
  const from = all.flatMap((each) => placesIn(each, ''));
  return all.length === 0 ? [] : [{ key: ['oem_strings'], value: all.map(({ text }) => text), from }];
};

/** From the firmware tables of a machine. */
export const sysinfoKeys: Keys = [entries, strings];

export const smbiosOf = (domain: Element) =>
  children(domain, 'sysinfo').filter((each) => (attribute(each, 'type') ?? 'smbios') === 'smbios');

export function readSysinfo(domain: Element): Values {
  const mode = attribute(child(child(domain, 'os'), 'smbios'), 'mode');
  return { sysinfo: mode === 'sysinfo' ? valuesOf(smbiosOf(domain)[0], sysinfoKeys) : (mode ?? 'none') };
}
