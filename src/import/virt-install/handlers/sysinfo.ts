import type { Handler } from '../building.ts';

/** `--sysinfo host` is a mode of the firmware's tables; all else is of type smbios. */
export const sysinfo: Handler = {
  before(pairs, { value, mark }, { domain }) {
    const type = pairs.get('type')?.value?.value ?? 'smbios';
    if (type === 'host' || type === 'emulate') {
      domain.set('os/smbios/@mode', type, mark);
      return null;
    }
    if (!pairs.has('type')) pairs.set('type', { key: 'type', value: value!.as('smbios'), offset: value!.offset });
    if (type === 'smbios') domain.set('os/smbios/@mode', 'sysinfo', mark);
    return pairs;
  },
  calls: {
    'set_type_cb()': (node, value, mark) => node.set('@type', value, mark),
    'set_uuid_cb()': (node, value, mark, { domain }) => {
      node.set("system/entry[@name='uuid']", value, mark);
      domain.set('uuid', value, mark);
    },
  },
};
