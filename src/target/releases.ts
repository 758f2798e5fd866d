/** The releases that mkapkovl supports. */
export const releases = ['3.18', '3.19', '3.20', '3.21', '3.22', '3.23', '3.24'] as const;
export type Release = (typeof releases)[number];

/** The release that new profiles name, and all examples: that of the media that the examples are booted from. */
export const usualRelease: Release = '3.23';

/**
 * The differences between Alpine releases that affect the overlay. Values are from aports at the commit of each .0
 * release (main/linux-lts/APKBUILD, community/libvirt/APKBUILD, main/openssh).
 */
export interface ReleaseFacts {
  /** main/linux-lts: the kernel's major and minor version. */
  kernel: string;
  /**
   * vfio_virqfd was a separate module until it became part of vfio.ko in Linux 6.2 (kernel commit e2d55709398e);
   * listing it on later kernels causes an error message at boot.
   */
  vfioVirqfdModule: boolean;
  /** Whether sshd_config includes sshd_config.d (main/openssh include-config-dir.patch, aports commit 3903cd46579). */
  sshdConfigFolder: boolean;
}

const modern = { vfioVirqfdModule: false, sshdConfigFolder: true };

export const releaseFacts: Record<Release, ReleaseFacts> = {
  '3.18': { kernel: '6.1', vfioVirqfdModule: true, sshdConfigFolder: false },
  '3.19': { kernel: '6.6', ...modern },
  '3.20': { kernel: '6.6', ...modern },
  '3.21': { kernel: '6.12', ...modern },
  '3.22': { kernel: '6.12', ...modern },
  '3.23': { kernel: '6.18', ...modern },
  '3.24': { kernel: '6.18', ...modern },
};

/**
 * Packages on the standard ISO, as listed in aports' scripts/mkimg.base.sh and mkimg.standard.sh, with dependencies.
 * /etc/apk/world may contain only these: an entry that the medium lacks makes every later `apk add` fail until a
 * repository has it. kmod, cryptsetup and linux-lts are not among them.
 */
export const onStandardMedium: ReadonlySet<string> = new Set([
  'alpine-base',
  'bonding',
  'bridge',
  'busybox',
  'busybox-mdev-openrc',
  'chrony',
  'dhcpcd',
  'doas',
  'e2fsprogs',
  'ifupdown-ng',
  'iw',
  'kbd-bkeymaps',
  'network-extras',
  'openntpd',
  'openrc',
  'openssl',
  'openssh',
  'sfdisk',
  'tzdata',
  'wget',
  'wpa_supplicant',
]);
