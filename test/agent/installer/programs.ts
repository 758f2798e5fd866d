import { createHash } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, rmSync } from 'node:fs';
import path from 'node:path';
import { debian } from '../../support/alpine/userland.ts';
import { type FakeMachine, fakeMachine, MiB } from './machine.ts';
import type { LiveRoot } from './root.ts';

const octal = (bytes: Buffer) => [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');

function code(start: string, text = ''): Buffer {
  const bytes = Buffer.alloc(440);
  bytes.write(start, 'hex');
  bytes.write(text, 0x180, 'latin1');
  return bytes;
}

/** Boot code, as far as it tells whose it is: Syslinux's mbr.bin, and GRUB's boot.img with its messages. */
const syslinuxCode = code(
  '33c0fa8ed88ed0bc007c89e606578ec0fbfcbf0006b90001f3a5ea1f0600005252b4',
  'Multiple active partitions.',
);
export const grubCode = code('eb6390', 'GRUB \0Geom\0Hard Disk\0Read\0 Error');

const seed = '11111111-2222-4333-8444-555555555555';

/**
 * Shell: where the partition that a variable names lies, by `disk`, `first` and `sectors`, and the other words that the
 * program was given. A disk is a file, and its partitions are parts of that. What an opened LUKS volume holds is not on it.
 */
function on(variable: string): string {
  return `disk=none words=
for word; do [ "$word" = "$${variable}" ] || words="$words $word"; done
for home in "$R"/sys/block/*/"\${${variable}##*/}"; do
  [ -e "$home/start" ] || continue
  whole=\${home%/*} disk=$R/dev/\${whole##*/} first=$(cat "$home/start") sectors=$(cat "$home/size")
done`;
}

/**
 * What the installer runs, as far as it leaves something behind. A file system is a folder in tmp/volumes, by the name
 * of its device; where it is mounted there is a link to it, and a line in mountinfo.
 */
const programs: Record<string, string> = {
  sleep: '',
  sync: '',
  stty: '',
  modprobe: '',
  mdev: '',
  reboot: '',
  blkid: 'case "$*" in */dev/sda) ;; *) cat "$R/tmp/blkid" 2> /dev/null ;; esac; exit 0',
  apk: `case "$*" in *--simulate*) cat "$R/tmp/apk-says" 2> /dev/null; [ ! -e "$R/tmp/apk-says" ]; exit ;; esac
mkdir -p "$R/usr/share/syslinux" && printf '${octal(syslinuxCode)}' > "$R/usr/share/syslinux/mbr.bin"`,
  'setup-alpine': `[ -n "$SSH_CONNECTION" ] && [ -z "$(cat)" ] && [ -r "$3" ] && openrc default`,
  sfdisk: `for last; do :; done
n=\${last##*/dev/}; cat > "$R/tmp/table"
case $n in *[0-9]) p=\${n}p ;; *) p=$n ;; esac
numbers=$(cat "$R/sys/block/$n/dev")
for i in 1 2; do
  mkdir -p "$R/sys/block/$n/$p$i/holders"
  echo $i > "$R/sys/block/$n/$p$i/partition"
  echo "\${numbers%:*}:$((\${numbers#*:} + i))" > "$R/sys/block/$n/$p$i/dev"
  echo $((i == 1 ? 2048 : 1050624)) > "$R/sys/block/$n/$p$i/start"
  echo $((i == 1 ? 1048576 : $(cat "$R/sys/block/$n/size") - 1050624)) > "$R/sys/block/$n/$p$i/size"
  : > "$R/dev/$p$i"
  mkdir -p "$R/sys/dev/block"
  ln -sfn "$R/sys/block/$n/$p$i" "$R/sys/dev/block/\${numbers%:*}:$((\${numbers#*:} + i))"
  printf 'block special file %x:%x\\n' "\${numbers%:*}" $((\${numbers#*:} + i)) > "$R/tmp/node.$p$i"
done
${debian('sfdisk')} --quiet --no-reread --no-tell-kernel --wipe always --wipe-partitions always "$last" < "$R/tmp/table"`,
  cryptsetup: `mapped=$R/sys/devices/virtual/block/dm-0
case $1 in
  luksFormat) cat > "$R/tmp/luks-key"; cp "$R/tmp/luks-key" "$R/tmp/luks-made"
    for last; do :; done
    while [ "$1" != --uuid ]; do shift; done
    ${on('last')}
    printf 'LUKS\\272\\276\\000\\002' | dd of="$disk" bs=512 seek="$first" conv=notrunc 2> /dev/null
    printf '%s' "$2" | dd of="$disk" bs=1 seek=$((first * 512 + 168)) conv=notrunc 2> /dev/null ;;
  open) cat | cmp -s - "$R/tmp/luks-key" && mkdir -p "$R/dev/mapper" "$mapped/slaves" || exit
    ln -sfn "$(readlink -f "$R"/sys/block/*/"\${3##*/}")" "$mapped/slaves/\${3##*/}"
    ln -sfn "$mapped" "$R/sys/dev/block/253:0"
    : > "$R/dev/mapper/root" ;;
  close) rm -r "$R/dev/mapper/root" "$R/sys/dev/block/253:0" "$mapped" ;;
esac`,
  'mkfs.ext4': `for last; do :; done
${on('last')}
[ "$disk" = none ] || E2FSPROGS_FAKE_TIME=1700000000 ${debian('mkfs.ext4')} -E "offset=$((first * 512)),hash_seed=${seed}" $words "$disk" "$((sectors / 2))k" > /dev/null || exit
[ -e "$last" ] && rm -rf "$R/tmp/volumes/\${last##*/}" && mkdir -p "$R/tmp/volumes/\${last##*/}"`,
  'mkfs.vfat': `for last; do :; done
${on('last')}
${debian('mkfs.vfat')} --offset "$first" $words "$disk" "$((sectors / 2))" > /dev/null || exit
[ -e "$last" ] && rm -rf "$R/tmp/volumes/\${last##*/}" && mkdir -p "$R/tmp/volumes/\${last##*/}"`,
  mount: `for last; do before=$device device=$last; done
device=$before
at=\${last#"$R"}
number=$(cat "$R"/sys/block/*/"\${device##*/}/dev" 2> /dev/null)
[ "$device" != "$R/dev/mapper/root" ] || number=253:0
echo "9 1 \${number:-0:9} / $at rw - fs $device rw" >> "$R/proc/self/mountinfo"
case "$*" in *--bind*) exit ;; esac
[ -d "$last" ] && rmdir "$last" && ln -s "$R/tmp/volumes/\${device##*/}" "$last"`,
  umount: `at=\${1#"$R"}
grep -q " $at " "$R/proc/self/mountinfo" || exit 1
grep -v " $at " "$R/proc/self/mountinfo" > "$R/proc/self/mountinfo.new"
mv "$R/proc/self/mountinfo.new" "$R/proc/self/mountinfo"
if [ -L "$1" ]; then rm "$1" && mkdir "$1"; fi`,
  'setup-disk': `for last; do :; done
t=$last; cat > /dev/null
cp -R "$R/etc" "$t/"
rm -rf "$t"/etc/runlevels/*/modloop
mkdir -p "$t/etc/mkinitfs" "$t/usr/share/kernel/lts" "$t/boot" "$t/root"
echo 'features="ata base ide scsi usb virtio ext4"' > "$t/etc/mkinitfs/mkinitfs.conf"
printf 'UUID=1\\t/\\text4\\trw\\t0 1\\ntmpfs\\t/tmp\\ttmpfs\\tnosuid\\t0\\t0\\n' > "$t/etc/fstab"
echo 6.18.1-0-lts > "$t/usr/share/kernel/lts/kernel.release"
printf 'root:x:0:0:root:/root:/bin/sh\\n' > "$t/etc/passwd"
printf 'root:::0:::::\\nbin:!::0:::::\\n' > "$t/etc/shadow"
printf 'root:x:0:\\nwheel:x:10:\\n' > "$t/etc/group"
: > "$t/boot/vmlinuz-lts"
c=; case "$*" in *" -e "*) [ -e "$R/tmp/no-crypt" ] || c='cryptroot=UUID=2 cryptdm=root ' ;; esac
[ -z "$c" ] || echo 'features="ata base ide scsi usb virtio ext4 cryptsetup keymap"' > "$t/etc/mkinitfs/mkinitfs.conf"
[ ! -e "$R/tmp/no-loader" ] || exit 0
if [ "$BOOTLOADER" = syslinux ]; then
  : > "$t/boot/ldlinux.sys"
  printf 'overwrite=1\\nhidden=1\\ntimeout=1\\ndefault_kernel_opts="%squiet rootfstype=ext4"\\nmodules=sd-mod,usb-storage,ext4\\nroot=UUID=1\\nserial_port=\\nserial_baud=115200\\n' "$c" > "$t/etc/update-extlinux.conf"
else
  mkdir -p "$t/etc/default"
  printf 'GRUB_TIMEOUT=2\\nGRUB_CMDLINE_LINUX_DEFAULT="modules=sd-mod,usb-storage,ext4 %squiet rootfstype=ext4"\\n' "$c" > "$t/etc/default/grub"
  e=$t/boot/efi; [ -L "$e" ] || e=$t/boot
  [ ! -d "$R/sys/firmware/efi" ] || { mkdir -p "$e/EFI/boot"; echo grub > "$e/EFI/boot/bootx64.efi"; }
fi`,
  'grub-install': `for last; do :; done
printf '${octal(grubCode)}' | dd of="$last" bs=440 count=1 conv=notrunc 2> /dev/null
printf '${octal(Buffer.from('02000000000000003f002008', 'hex'))}' | dd of="$last" bs=1 seek=1012 conv=notrunc 2> /dev/null`,
  chroot: `t=$1; shift
case "$1" in
  adduser) for u; do :; done
    echo "$u:x:1000:1000::/home/$u:/bin/sh" >> "$t/etc/passwd"; echo "$u:!::0:::::" >> "$t/etc/shadow" ;;
  chpasswd) while IFS=: read -r u h; do
      awk -F: -v OFS=: -v u="$u" -v h="$h" '$1 == u { $2 = h } { print }' "$t/etc/shadow" > "$t/etc/shadow.t" && mv "$t/etc/shadow.t" "$t/etc/shadow"
    done ;;
  mkinitfs) f=$R/tmp/initramfs; rm -rf "$f"; mkdir -p "$f/etc"
    [ ! -d "$t/etc/modprobe.d" ] || cp -R "$t/etc/modprobe.d" "$f/etc/"
    if grep -qw vfio "$t/etc/mkinitfs/mkinitfs.conf"; then
      mkdir -p "$f/lib/modules/x/kernel/drivers/vfio/pci"; : > "$f/lib/modules/x/kernel/drivers/vfio/pci/vfio-pci.ko.gz"
      (cd "$t" && for w in $(cat etc/mkinitfs/features.d/vfio.files); do [ ! -e ".$w" ] || echo ".$w"; done | cpio -o -H newc) 2> /dev/null | (cd "$f" && cpio -id 2> /dev/null)
    fi
    (cd "$f" && find . -type f | sed 's,^./,,' | cpio -o -H newc 2> /dev/null | gzip -n > "$t$3") ;;
  update-extlinux) (. "$t/etc/update-extlinux.conf"
    echo "LABEL lts"; echo "  APPEND root=$root modules=$modules $default_kernel_opts"; cat "$t"/etc/update-extlinux.d/*) > "$t/boot/extlinux.conf" ;;
  grub-mkconfig) mkdir -p "$t/boot/grub"; . "$t/etc/default/grub"; export GRUB_CMDLINE_LINUX_DEFAULT
    printf '%s\\n' 'echo "menuentry '"'Alpine, with Linux lts'"' --class x \\$menuentry_id_option '"'gnulinux-lts'"' {"' 'echo "	linux /boot/vmlinuz-lts root=UUID=1 $GRUB_CMDLINE_LINUX_DEFAULT"' 'echo "}"' > "$t/etc/grub.d/10_linux"
    chmod 755 "$t/etc/grub.d/10_linux"
    { sh "$t/etc/grub.d/10_linux"; sed "s,/etc/,$t/etc/,g" "$t/etc/grub.d/41_mkapkovl" | sh; } > "$t/boot/grub/grub.cfg" ;;
esac`,
  cryptpw: `printf '$6$%s\\n' "$(cat | sha256sum | cut -c 1-20)"`,
  chpasswd: 'cat > /dev/null',
};

const vfioFiles = 'overlays/passthrough/etc/mkinitfs/features.d/vfio.files.hbs';

/** A live system that a medium started, with all that the installer runs, and a disk that it may write. */
export function liveSystem(machine: Partial<FakeMachine> & { firmware?: 'bios' | 'uefi' } = {}): LiveRoot {
  const { firmware = 'bios', files = {}, ...rest } = machine;
  const live = fakeMachine({
    pci: { '0000:00:17.0': '8086:a282' },
    disks: [{ name: 'sda', serial: 'SERIAL1', saysBytes: 2 ** 31, bytes: 2 ** 31 }],
    ...rest,
    files: {
      'etc/alpine-release': '3.23.1\n',
      'etc/shadow': 'root:::0:::::\n',
      'etc/runlevels/default/mkapkovl-install': '',
      'etc/mkapkovl/answers': "DISKOPTS='none'\n",
      'etc/mkapkovl/packages': 'libvirt-daemon\nqemu-img\n',
      'etc/mkapkovl/kernel-options': 'quiet\nintel_iommu=on\niommu=pt\n',
      'etc/mkapkovl/initramfs-features': 'vfio\n',
      'etc/mkapkovl/initramfs-modules': 'vfio\nvfio_iommu_type1\nvfio-pci\n',
      'etc/mkapkovl/users': 'root\tlocked\t-\n',
      'etc/mkapkovl/fstab': 'UUID=9\t/srv\text4\tnoatime\t0\t2\n',
      'etc/mkapkovl/devices': 'address\t0000:01:00.0\t10de:1b80\t0300\n',
      'etc/mkinitfs/features.d/vfio.files': readFileSync(vfioFiles, 'utf8'),
      'etc/modprobe.d/vfio.conf': 'options vfio-pci ids=10de:1b80\n',
      'proc/net/route': 'Iface Destination Gateway\neth0 00000000 0100000A 0003 0 0 0 00000000 0 0 0\n',
      ...files,
    },
  });
  if (firmware === 'uefi') mkdirSync(path.join(live.root, 'sys/firmware/efi'), { recursive: true });
  mkdirSync(path.join(live.root, 'mnt'));
  for (const [name, script] of Object.entries(programs)) live.stub(name, `R=$MKAPKOVL_ROOT\n${script}`);
  return live;
}

/** Runs the installer as its service does. */
export function install(live: LiveRoot, words = '', env: Record<string, string> = {}) {
  return live.run(`set -- ${words}; . "$MKAPKOVL_ROOT/etc/mkapkovl/agent/install.sh"`, env);
}

/** The parts of the disk that mean something while nothing is partitioned: its first 8 MiB and its last 4. */
export function ends(live: LiveRoot, name = 'sda'): string {
  const file = openSync(path.join(live.root, 'dev', name), 'r');
  const { size } = fstatSync(file);
  const [first, last] = [Buffer.alloc(8 * MiB), Buffer.alloc(4 * MiB)];
  readSync(file, first, 0, first.length, 0);
  readSync(file, last, 0, last.length, size - last.length);
  closeSync(file);
  return createHash('sha256').update(first).update(last).digest('hex');
}

/** What the mark of a disk says; nothing if there is none. */
export function markOf(live: LiveRoot, name = 'sda'): string {
  const file = openSync(path.join(live.root, 'dev', name), 'r');
  const sector = Buffer.alloc(512);
  readSync(file, sector, 0, 512, MiB - 4096);
  closeSync(file);
  return sector.toString().replace(/[\0\n]+$/, '');
}

/** Every file of the file systems that were made, by device and path, but for the agent and what tells when and how. */
export function installedFiles(live: LiveRoot): Record<string, string> {
  const volumes = path.join(live.root, 'tmp/volumes');
  const files = readdirSync(volumes, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .filter((file) => !/\/(var\/log|var\/lib\/mkapkovl|etc\/mkapkovl\/agent|etc\/init\.d)\//.test(file));
  return Object.fromEntries(files.sort().map((file) => [path.relative(volumes, file), readFileSync(file, 'latin1')]));
}

/** The power fails: memory is empty again, the disk is not. */
export function powerCut(live: LiveRoot): void {
  for (const place of ['run', 'var', 'mnt', 'dev/mapper', 'sys/dev/block/253:0', 'sys/devices/virtual/block/dm-0'])
    rmSync(path.join(live.root, place), { recursive: true, force: true });
  mkdirSync(path.join(live.root, 'mnt'));
  live.write('proc/self/mountinfo', '1 0 0:2 / / rw - tmpfs tmpfs rw\n');
}
