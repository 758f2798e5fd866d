import type { Use } from './arguments.ts';
import { changed, lost } from './marked.ts';
import type { Draft } from './profile/draft.ts';
import { meantBy, pairsOf, unknownPair } from './suboptions.ts';

const files: Record<string, string> = {
  'user-data': 'user_data',
  'meta-data': 'meta_data',
  'network-config': 'network_config',
};

/** `--cloud-init user-data=FILE,...`: file names are copied; what virt-install would generate is reported. */
export function cloudInit(uses: Use[], draft: Draft): void {
  const use = uses.filter(({ name }) => name === 'cloud-init').at(-1);
  if (!use) return;
  if (!use.value) {
    draft.leftovers.push(lost(use.mark, 'virt-install generates a root password and prints it', 'Add cloud_init.'));
    emptyDrive(draft, use);
    return;
  }
  const data: Record<string, unknown> = {};
  for (const pair of pairsOf('cloud_init', use.value).values()) {
    const { key, value, offset } = pair;
    const mark = { where: `${use.flag} ${key}`, value: value?.value ?? '', offset };
    const file = Object.hasOwn(files, key) ? files[key] : undefined;
    if (file && value?.value) {
      data[file] = { file: value.value };
      draft.leftovers.push(changed(mark, `the file is read relative to the profile: ${value.value}`));
    } else if (meantBy('cloud_init', key))
      draft.leftovers.push(lost(mark, 'virt-install generates user data from it', 'Add it to cloud_init.user_data.'));
    else draft.leftovers.push(unknownPair({ ...use, name: 'cloud_init' }, pair));
  }
  if (Object.keys(data).length > 0) draft.set(['cloud_init'], data, use.mark);
  else emptyDrive(draft, use);
}

/** Keeps the drive that held the cloud-init data, empty. */
function emptyDrive(draft: Draft, { mark }: Use): void {
  const disks = (draft.get(['disks']) ?? []) as unknown[];
  draft.set(['disks', disks.length], { device: 'cdrom' }, mark);
}
