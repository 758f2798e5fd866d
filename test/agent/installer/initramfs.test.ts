import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { install, liveSystem } from './programs.ts';

interface Listing {
  /** What mkinitfs puts in front of each name. */
  prefix?: string;
  /** A file that the initramfs does not have. */
  without?: string;
  /** A module that is in the kernel itself. */
  builtIn?: string;
}

/** A machine whose initramfs is not compressed with gzip: `mkinitfs -l` is what lists it. */
function listed({ prefix = './', without = 'no file', builtIn = 'ext4' }: Listing) {
  const live = liveSystem();
  live.stub('zcat', 'echo "zcat: invalid magic" >&2; exit 1');
  live.fault(`case "\${0##*/} $*" in
  'chroot '*' mkinitfs -o '*)
    mkdir -p "$1/lib/modules/6.18.1-0-lts"
    echo 'kernel/drivers/${builtIn}.ko' > "$1/lib/modules/6.18.1-0-lts/modules.builtin" ;;
  'chroot '*' mkinitfs -l '*)
    (cd "$MKAPKOVL_ROOT/tmp/initramfs" && find . -type f | grep -v '${without}' | sed 's:^\\./:${prefix}:')
    exit ;;
esac`);
  return install(live);
}

describeWith(['applets', 'setsid'], 'what is in the initramfs', () => {
  test.each(['', './', '/'])('is found, if mkinitfs lists it with "%s" in front of the names', (prefix) => {
    expect(listed({ prefix }).stderr).not.toContain('FAILED');
  });

  test('is missed, if mkinitfs does not list it', () => {
    expect(listed({ without: 'modprobe.d' }).stderr).toContain('the initramfs has no etc/modprobe.d/vfio.conf');
  });
});

describeWith(['applets', 'setsid'], 'an initramfs without the module vfio-pci', () => {
  test('is refused', () => {
    expect(listed({ without: 'vfio-pci' }).stderr).toContain('the initramfs has no vfio-pci');
  });

  test.each(['vfio-pci', 'vfio_pci'])('does for a kernel that has %s built in', (name) => {
    expect(listed({ without: 'vfio-pci', builtIn: `vfio/pci/${name}` }).stderr).not.toContain('FAILED');
  });

  test('is refused for a kernel that has only another part of VFIO built in', () => {
    const { stderr } = listed({ without: 'vfio-pci', builtIn: 'vfio/pci/vfio-pci-core' });
    expect(stderr).toContain('the initramfs has no vfio-pci');
  });
});
