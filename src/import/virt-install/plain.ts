import { osVariantId, osVariants } from '../../guest/os-variants.ts';
import type { Use } from './arguments.ts';
import type { Building } from './building.ts';
import { changed, lost } from './marked.ts';
import { textAt } from './pairs.ts';
import { pairsOf } from './suboptions.ts';

/** Options that control virt-install itself and do not affect the guest. */
const process = new Set([
  'check-cpu',
  'test-stub-command',
  'hvm',
  'accelerate',
  'destroy-on-exit',
  'prompt',
  'force',
  'noautoconsole',
  'autoconsole',
  'noreboot',
  'replace',
  'dry-run',
  'quiet',
  'debug',
  'help',
  'version',
  'wait',
  'print-xml',
  'print-step',
  'check',
  'os-type',
  'import',
  'livecd',
  'pxe',
  'cdrom',
  'install',
  'location',
  'cloud-init',
]);

type Plain = (value: string, use: Use, building: Building) => void;

/** Options that have no suboptions. */
const plain: Record<string, Plain> = {
  name: (value, { mark }, { domain }) => domain.set('name', value, mark),
  uuid: (value, { mark }, { domain }) => domain.set('uuid', value, mark),
  description: (value, { mark }, { domain }) => domain.set('description', value, mark),
  'virt-type': (value, { mark }, { domain }) => domain.set('@type', value, mark),
  machine: (value, { mark }, { domain }) => domain.set('os/type/@machine', value, mark),
  arch: (value, { mark }, { domain }) => domain.set('os/type/@arch', value, mark),
  autostart: (_, { mark }, { asked }) => asked.set('autostart', mark),
  'os-variant': system,
  connect: (value, { mark }, { leftovers }) => {
    if (!/^(qemu|test|__virtinst)/.test(value))
      leftovers.push(lost(mark, 'guests run in QEMU on the host itself', 'Remove it.'));
  },
  paravirt: (_, { mark }, { leftovers }) => leftovers.push(lost(mark, 'guests run in QEMU, not in Xen', 'Remove it.')),
  container: (_, { mark }, { leftovers }) =>
    leftovers.push(lost(mark, 'guests must be virtual machines', 'Remove it.')),
  transient: (_, { mark }, { leftovers }) =>
    leftovers.push(changed(mark, 'the guest will be persistent: it remains defined after it shuts down')),
  'extra-args': installs,
  'initrd-inject': installs,
  unattended: installs,
  reinstall: (_, { mark }, { leftovers }) =>
    leftovers.push(
      lost(mark, 'the command refers to the definition of another guest', 'Import its XML: virsh dumpxml.'),
    ),
  'test-media-detection': (_, { mark }, { leftovers }) =>
    leftovers.push(lost(mark, 'it creates no guest', 'Remove it.')),
};

function installs(_: string, { mark }: Use, { leftovers }: Building): void {
  leftovers.push(
    lost(
      mark,
      'it is for the installation; the profile describes the installed guest',
      'Install the guest manually once, or add an image to its disk.',
    ),
  );
}

export function applyPlain(use: Use, building: Building): boolean {
  if (process.has(use.name)) return true;
  if (!Object.hasOwn(plain, use.name)) return false;
  plain[use.name]!(use.value?.value ?? '', use, building);
  return true;
}

/** `--osinfo NAME`, `--os-variant id=...`, `detect=on,name=...`: only the medium itself shows which system it contains. */
function system(value: string, use: Use, { asked, leftovers }: Building): void {
  const pairs = value.includes('=') ? pairsOf('os_variant', use.value!) : undefined;
  const name = pairs ? (textAt(pairs, 'name') ?? textAt(pairs, 'short-id') ?? textAt(pairs, 'id')) : value;
  if (pairs && pairs.get('detect')?.value?.value === 'on') {
    const fallback = name === undefined ? 'none is set' : `${name} is used`;
    leftovers.push(
      changed(
        use.mark,
        `virt-install detects the operating system from the medium; here ${fallback}`,
        'Set os_variant.',
      ),
    );
  }
  if (name === undefined || ['auto', 'none', 'generic', 'list'].includes(name)) {
    asked.set('generic', use.mark);
    leftovers.push(
      changed(
        use.mark,
        'it names no operating system, so the guest gets no virtio devices: its emulated devices are written as keys',
        'Set os_variant, and remove them.',
      ),
    );
    return;
  }
  asked.set('system', { ...use.mark, value: name });
}

/** The short id of an operating system, given its short or full id. */
export function shortId(name: string): string | undefined {
  return name.includes('://') ? osVariants.find((each) => osVariantId(each) === name) : name;
}
