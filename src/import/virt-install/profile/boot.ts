import { supports } from '#src/guest/os-variants.ts';
import type { Building } from '../building.ts';
import { changed, lost } from '../said.ts';
import type { Node } from '../tree.ts';
import { carry, rest, take } from './carry.ts';
import type { Draft } from './draft.ts';
import { text, truthful, whole } from './kinds.ts';

/** What the guest boots from, and by which firmware. */
export function boot(domain: Node, draft: Draft, { asked }: Building): void {
  const os = domain.find('os');
  type(domain, draft);
  if (os) {
    firmware(os, draft, asked.has('uefi'));
    order(os, draft);
    carry(
      os,
      [
        ['bios/@useserial', 'useserial', truthful],
        ['bios/@rebootTimeout', 'reboot_timeout', whole],
        ['kernel', 'kernel', text],
        ['initrd', 'initrd', text],
        ['cmdline', 'kernel_args', text],
      ],
      draft,
      ['boot'],
    );
    menu(os, draft);
    rest(os, draft, ['xml', 'os'], ['type', 'loader', 'nvram', 'boot']);
  } else if (asked.has('uefi')) draft.set(['boot', 'firmware'], 'uefi', asked.get('uefi'));
  const last = asked.get('boot order');
  if (last && last.value !== 'hd' && !draft.get(['boot', 'order']))
    draft.set(['boot', 'order'], last.value.split(','), last);
}

/** Machines here are of one architecture. */
function type(domain: Node, draft: Draft): void {
  const arch = take(domain, 'os/type/@arch');
  if (arch && !['x86_64', 'amd64'].includes(arch.value))
    draft.left.push(lost(arch.mark, 'guests here are x86_64', 'Take it out.'));
  const kind = take(domain, 'os/type');
  if (kind && kind.value !== 'hvm')
    draft.left.push(lost(kind.mark, 'guests here are virtual machines of QEMU', 'Take it out.'));
  carry(
    domain,
    [
      ['os/type/@machine', 'machine', text],
      ['@type', 'type', text],
    ],
    draft,
    [],
  );
}

function firmware(os: Node, draft: Draft, uefi: boolean): void {
  const automatic = take(os, '@firmware');
  const [loader, readonly, kind, secure] = ['loader', 'loader/@readonly', 'loader/@type', 'loader/@secure'].map((at) =>
    take(os, at),
  );
  const flash = kind?.value === 'pflash';
  if (uefi || automatic?.value === 'efi' || flash)
    draft.set(['boot', 'firmware'], 'uefi', (automatic ?? kind)?.mark ?? os.mark);
  else if (automatic) draft.set(['boot', 'firmware'], automatic.value, automatic.mark);
  if (loader) {
    const plain = flash && readonly?.value === 'yes' && secure === undefined;
    const more = {
      readonly: readonly && readonly.value === 'yes',
      type: kind?.value,
      secure: secure && secure.value === 'yes',
    };
    const said = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
    draft.set(['boot', 'loader'], plain ? loader.value : { path: loader.value, ...said }, loader.mark);
  } else
    for (const said of [readonly, kind, secure])
      if (said && !uefi) draft.left.push(lost(said.mark, 'it is said of a loader, and there is none'));
  carry(
    os,
    [
      ['nvram', 'nvram.path', text],
      ['nvram/@template', 'nvram.template', text],
    ],
    draft,
    ['boot'],
  );
  secureBoot(os, draft);
}

function secureBoot(os: Node, draft: Draft): void {
  const said = new Map<string, boolean>();
  for (const feature of os.find('firmware')?.all('feature') ?? []) {
    const name = feature.get('@name')?.value ?? '';
    if (!['secure-boot', 'enrolled-keys'].includes(name)) continue;
    take(feature, '@name', '@enabled');
    said.set(name, feature.get('@enabled')?.value === 'yes');
  }
  const [enabled, keys] = [said.get('secure-boot'), said.get('enrolled-keys')];
  const mark = os.find('firmware')?.mark;
  if (keys !== undefined) draft.set(['boot', 'secure_boot'], { enabled: enabled ?? false, enrolled_keys: keys }, mark);
  else if (enabled !== undefined) draft.set(['boot', 'secure_boot'], enabled, mark);
}

function order(os: Node, draft: Draft): void {
  const devices = os.all('boot').flatMap((each) => take(each, '@dev') ?? []);
  if (devices.length > 0)
    draft.set(['boot', 'order'], [...new Set(devices.map(({ value }) => value))], devices[0]!.mark);
}

function menu(os: Node, draft: Draft): void {
  const [enable, timeout] = [take(os, 'bootmenu/@enable'), take(os, 'bootmenu/@timeout')];
  const mark = (timeout ?? enable)?.mark;
  if (!mark) return;
  const on = enable?.value !== 'no';
  if (!timeout) draft.set(['boot', 'menu'], on, mark);
  else draft.set(['boot', 'menu'], { ...(on ? {} : { enable: false }), timeout: whole(timeout.value) }, mark);
}

/** As virt-install: what boots by UEFI has a TPM, if nothing is said of one (virtinst/guest.py, _add_default_tpm). */
export function usualTpm(draft: Draft, { without, asked }: Building): void {
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
    draft.left.push(
      changed(
        mark,
        'virt-install gives a guest with UEFI a TPM where its host has swtpm',
        'Write tpm: none without one.',
      ),
    );
}
