import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { folderWith, leastProfile } from './run.ts';

/** A folder in which `mkapkovl try` has all that it needs, but for a real medium and a real QEMU. */
export interface TrialPlace {
  cwd: string;
  env: Record<string, string>;
  /** Where the program makes its temporary folder. */
  temporary: string;
}

/** Words for `try` in such a place. */
export const trial = ['try', 'profile.yaml', '--media', 'medium'];

/** The devices that QEMU must have, and what replaces the cards and disks of a minimal profile. */
const devices = ['intel-iommu', 'virtio-blk-pci', 'virtio-net-pci', 'ide-cd', 'usb-storage', 'qemu-xhci'];

/**
 * Lays out a profile, a medium that only looks like one, and a program in QEMU's place that runs `script` as the machine: sh
 * with `say` for the console, `tell` for the second serial port, and $id for the build id of the overlay that it was given.
 */
export function trialPlace(script: string, profile = leastProfile): TrialPlace {
  const cwd = folderWith({
    'profile.yaml': profile,
    'medium/.alpine-release': '3.23.0\n',
    'medium/boot/vmlinuz-lts': 'kernel',
    'medium/boot/initramfs-lts': 'initramfs',
    'medium/apks/.boot_repository': '',
    'medium/apks/x86_64/APKINDEX.tar.gz': '',
    'temporary/.there': '',
    'programs/.there': '',
  });
  const lines = devices.map((name) => `name "${name}", bus PCI`).join('\n');
  const begin = `#!/bin/sh
case "$*" in
  --version) echo 'QEMU emulator version 8.2.2'; exit ;;
  *'-device help'*) cat <<'END'
${lines}
END
    exit ;;
  *'-accel kvm'*) exit 1 ;;
esac
for word; do case $word in file:*) told=\${word#file:} ;; esac; done
say() { printf '%s\\r\\n' "$@"; }
tell() { printf '%s\\n' "$@" >> "$told"; }
id=$(tar -xzOf stick/*.apkovl.tar.gz etc/mkapkovl/build-id)
echo $$ > '${cwd}/pid'
`;
  writeFileSync(path.join(cwd, 'programs/qemu-system-x86_64'), `${begin}${script}\n`, { mode: 0o755 });
  const temporary = path.join(cwd, 'temporary');
  return { cwd, temporary, env: { PATH: `${path.join(cwd, 'programs')}:${process.env.PATH}`, TMPDIR: temporary } };
}

/** A machine without faults; verify reports the given findings. */
export const well = (findings: object[] = []) => `
say '[    0.000000] Linux version 6.12.0-0-lts' 'Alpine Init 3.12.0' ' * Loading user settings from /media/vdb/least.apkovl.tar.gz:'
say ' * Installing packages to root filesystem: ok.' '   OpenRC 0.62 is starting up Linux'
tell "at 20.00 begun 1 diskless $id" 'at 40.00 runlevel' 'at 41.00 converging' 'at 60.00 converged'
tell 'begin verify' '| ${JSON.stringify(findings)}' 'end verify 0' 'at 70.00 verified'
tell 'begin tables' "$(printf '| %s\\t0\n' devices users fstab libvirt/guests.table)" 'end tables 0'
tell 'begin devices' 'end devices 0' 'begin drivers' 'end drivers 0' 'at 71.00 end 0'
say '[   75.000000] reboot: Power down'`;
