import { bootKeys } from '#src/guest/kinds/boot/reader.ts';
import { supports } from '#src/guest/os-variants.ts';
import { foreignLoader, hasFolder, isForeign, isUefiFile, movedVariables } from '../../firmware.ts';
import type { Building } from '../building.ts';
import { changed, lost } from '../marked.ts';
import type { Node } from '../tree.ts';
import { carry, keepRest, take } from './carry.ts';
import type { Draft } from './draft.ts';

/** Boot devices and firmware. */
export function boot(domain: Node, draft: Draft, { asked }: Building): void {
  const uefi = asked.get('uefi');
  type(domain, draft);
  const os = domain.find('os', uefi);
  if (os) {
    if (uefi) os.set('@firmware', 'efi', (os.get('@firmware') ?? os.get('loader/@type'))?.mark ?? os.mark);
    const timeout = os.get('bootmenu/@timeout');
    // A timeout implies that the menu is enabled.
    if (timeout && !os.get('bootmenu/@enable')) os.set('bootmenu/@enable', 'yes', timeout.mark);
    foreignFirmware(os, domain, draft);
    carry(os, bootKeys, draft, ['boot']);
    loader(os, draft, uefi !== undefined);
    for (const feature of os.find('firmware')?.all('feature') ?? [])
      if (['secure-boot', 'enrolled-keys'].includes(feature.get('@name')?.value ?? '')) take(feature, '@name');
    completeBoot(draft);
    keepRest(os, draft, ['xml', 'os'], ['type', 'loader', 'nvram', 'boot']);
  }
  const last = asked.get('boot order');
  if (last && last.value !== 'hd' && !draft.get(['boot', 'order']))
    draft.set(['boot', 'order'], last.value.split(','), last);
}

/** Guests must be x86_64 and fully virtualized. */
function type(domain: Node, draft: Draft): void {
  const arch = take(domain, 'os/type/@arch');
  if (arch && !['x86_64', 'amd64'].includes(arch.value))
    draft.leftovers.push(lost(arch.mark, 'mkapkovl supports only guests for x86_64', 'Remove it.'));
  const kind = take(domain, 'os/type');
  if (kind && kind.value !== 'hvm')
    draft.leftovers.push(lost(kind.mark, 'mkapkovl supports only fully virtualized guests (hvm)', 'Remove it.'));
}

/** Replaces firmware of other distributions' packages, which is not on Alpine, and variables in a folder that is not there. */
function foreignFirmware(os: Node, domain: Node, draft: Draft): void {
  const loader = os.get('loader');
  if (loader && isForeign(loader.value)) {
    const uefi = isUefiFile(loader.value, os.get('loader/@type')?.value);
    const { why, remedy } = foreignLoader(uefi);
    draft.leftovers.push(changed(loader.mark, why, remedy));
    if (uefi) os.set('@firmware', 'efi', loader.mark);
    if (uefi && os.get('loader/@secure')?.value === 'yes') {
      os.set('firmware/feature/@name', 'secure-boot', loader.mark);
      os.set('firmware/feature/@enabled', 'yes', loader.mark);
    }
    os.remove('loader');
    os.remove('nvram/@template');
  }
  const variables = os.get('nvram');
  const devices = domain.find('devices')?.all('disk') ?? [];
  const disks = devices.flatMap(
    (disk) => disk.get('source/@file')?.value ?? disk.volumeOptions.get('path')?.value ?? [],
  );
  if (variables && !hasFolder(variables.value, disks)) {
    draft.leftovers.push(lost(variables.mark, movedVariables.why, movedVariables.remedy));
    os.set('nvram', undefined, variables.mark);
  }
  const template = os.get('nvram/@template');
  if (template && isForeign(template.value)) {
    draft.leftovers.push(changed(template.mark, 'it is a file of another distribution; that of the loader is used'));
    os.remove('nvram/@template');
  }
}

/** Reports loader attributes without a loader; for UEFI libvirt chooses them. */
function loader(os: Node, draft: Draft, uefi: boolean): void {
  if (os.get('loader')) return;
  for (const at of ['loader/@readonly', 'loader/@type', 'loader/@secure']) {
    const given = take(os, at);
    if (given && !uefi)
      draft.leftovers.push(lost(given.mark, 'it has no effect without a loader', 'Add loader=FILE, or remove it.'));
  }
}

/** Removes duplicate boot devices, and completes secure_boot. */
function completeBoot(draft: Draft): void {
  const { order, secure_boot } = (draft.get(['boot']) ?? {}) as { order?: string[]; secure_boot?: object };
  if (order) draft.set(['boot', 'order'], [...new Set(order)]);
  if (secure_boot && !('enabled' in secure_boot)) draft.set(['boot', 'secure_boot', 'enabled'], false);
}

/** Like virt-install, gives a guest with UEFI a TPM by default (virtinst/guest.py, _add_default_tpm). */
export function defaultTpm(draft: Draft, { without, asked }: Building): void {
  if (without.has('tpm') || draft.get(['tpm']) !== undefined) return;
  const boot = (draft.get(['boot']) ?? {}) as Record<string, unknown>;
  const variant = draft.get(['os_variant']) as string | undefined;
  const prefers =
    variant !== undefined && supports({ os_variant: variant }, 'efi') && !boot.kernel && !boot.loader && !boot.nvram;
  const tpm = asked.get('tpm');
  if (boot.firmware !== 'uefi' && !prefers && !tpm) return;
  draft.set(['tpm'], 'emulated', tpm);
  if (!tpm && boot.firmware !== 'uefi') return;
  const mark = tpm ?? draft.markOf(['boot', 'firmware']);
  if (!tpm && mark)
    draft.leftovers.push(
      changed(
        mark,
        'virt-install adds a TPM to a guest with UEFI if its host has swtpm; this guest gets one',
        'Set tpm: none if the guest must not have a TPM.',
      ),
    );
}
