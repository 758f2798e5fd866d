import { advice, isMap, isOn, matching, open, partsOf, same, sizeOf, textOf, valueAt, type Word } from './word.ts';

const systems = new Map(Object.entries({ l24: 'generic', l26: 'linux2024', other: 'generic', solaris: 'generic' }));
const cards = new Map(Object.entries({ std: 'vga', vmware: 'vmvga', 'virtio-gl': 'virtio' }));
const systemName = /^[a-z][a-z0-9]*(\.[0-9]+)*$/;

const numberOf = (value: unknown) => (/^[1-9]\d{0,2}$/.test(textOf(value)) ? Number(textOf(value)) : undefined);

const product = (one: unknown, other: unknown) => {
  const [first, second] = [numberOf(one), numberOf(other)];
  return first === undefined || second === undefined ? undefined : first * second;
};

const wholeNumber = (text = '') => (/^\d{1,4}$/.test(text) ? Number(text) : undefined);

function systemOf(value: unknown): string {
  const { head, options } = partsOf(value);
  const name = options.name ?? options['short-id'] ?? head;
  return systems.get(name) ?? matching(systemName, name);
}

/** Keys of a guest in Proxmox, libvirt, virt-install and Compose. */
export const guestWords: readonly Word[] = [
  same(/^(cores|sockets|cpus|cpu_count|num_cpus)$/, 'vcpus', ({ key, value, siblings }) =>
    key === 'cores' || key === 'sockets'
      ? (product(siblings.cores ?? 1, siblings.sockets ?? 1) ?? open)
      : (numberOf(value) ?? open),
  ),
  same(/^(ram|mem|mem_limit)$/, 'memory', ({ value }) => sizeOf(value, 'MiB')),
  same(/^current[Mm]emory$/, 'memory', ({ value }) => sizeOf(valueAt(value, '#text') ?? value, 'KiB')),
  {
    key: /^(osinfo|os[-_]?(info|type|variant)|guest_os|os)$/,
    here: ({ key, value }) =>
      key === 'os' && isMap(value)
        ? { advice: 'Remove it: boot (firmware, order), machine and type have what libvirt writes below os.' }
        : { keys: { os_variant: systemOf(value) } },
  },
  same(/^(onboot|on_boot|start_on_boot|restart|auto_start)$/, 'autostart', ({ value }) => isOn(value)),
  same(/^startup$/, 'start_order', ({ value }) => wholeNumber(partsOf(value).options.order) ?? open),
  same(/^(bios|uefi|ovmf|efi|efidisk\d)$/, 'boot', ({ key, value }) => ({
    firmware: (key === 'bios' ? /ovmf|efi/i.test(textOf(value)) : isOn(value)) ? 'uefi' : 'bios',
  })),
  same(/^tpmstate\d$/, 'tpm', () => 'emulated'),
  same(/^(vga|gpu)$/, 'video', ({ value }) => {
    const { head, options } = partsOf(value);
    const name = options.type ?? head;
    return cards.get(name) ?? matching(/^(virtio|qxl|vga|bochs|cirrus|vmvga|none)$/, name);
  }),
  same(/^(agent|qemu[-_]agent|qemu_guest_agent)$/, 'channel', ({ value }) => (isOn(value) ? 'guest_agent' : 'none')),
  same(/^balloon$/, 'memballoon', ({ value }) => (isOn(value) ? 'virtio' : 'none')),
  same(/^(audio\d?|soundhw)$/, 'sound', ({ value }) => {
    const device = partsOf(value).options.device ?? '';
    return /hda|ich/i.test(device) ? 'ich9' : matching(/^(ich9|ich6|ac97|es1370|sb16|usb)$/, device);
  }),
  same(/^(kvm|virt[-_]type|domain[-_]type)$/, 'type', ({ value }) =>
    isOn(value) && !/^qemu$/i.test(textOf(value)) ? 'kvm' : 'qemu',
  ),
  { key: /^scsihw$/, here: () => ({ list: 'controllers', items: [{ type: 'scsi', model: 'virtio-scsi' }] }) },
  advice(/^(name|vm_?name|container_name)$/, 'Remove it: the key above, below vms:, is the name of the guest.'),
  advice(
    /^(import|noautoconsole|noreboot|print-xml|wait|connect|emulator)$/,
    'Remove it: it is for the tool that starts the guest, and not needed here.',
  ),
  advice(
    /^(devices|device)$/,
    'Here each kind of device is a key of the guest itself: disks, networks, hostdevs, graphics, video and so on.',
  ),
  advice(
    /^(ports|volumes|environment|env_file|command|entrypoint|depends_on|privileged|cap_add)$/,
    'Remove it: it is for containers, and a guest is a virtual machine. What runs inside it is set up there, or by cloud_init.',
  ),
  advice(
    /^(users|ssh_authorized_keys|packages|runcmd|bootcmd|write_files|chpasswd|fqdn|hostname|timezone|locale|package_update|package_upgrade)$/,
    ({ key }) => `For a guest with cloud-init, write it below user_data: cloud_init: { user_data: { ${key}: … } }.`,
  ),
  advice(
    /^(ciuser|cipassword|sshkeys|ssh_keys)$/,
    'For a guest with cloud-init, name users and keys below user_data: cloud_init: { user_data: { users: … } }; a password is a secret (cloud_init.secrets).',
  ),
  advice(
    /^(ipconfig\d|ip|ipv4|ip_address)$/,
    'A guest gets its address inside: by DHCP, or with cloud-init below network_config: cloud_init: { network_config: { version: 2, ethernets: … } }.',
  ),
  advice(
    /^(args|qemu[-_]?args)$/,
    'Write it as a list, with one argument in each item: qemu_commandline: ["-device", "…"].',
  ),
];
