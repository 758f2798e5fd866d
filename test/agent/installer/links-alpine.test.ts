import { describe, expect, test } from 'vitest';
import { alpineCopy, alpineRoot } from '../converge/alpine.ts';

const zone = 'Europe/Berlin';
const script = `
. /etc/mkapkovl/agent/common.sh
. /etc/mkapkovl/agent/overlay.sh
run=/run/mkapkovl target=/mnt
ln -s /usr/share/zoneinfo/${zone} /etc/localtime
keep_overlay || exit
# As setup-timezone does it (alpine-conf 3.16.2 to 3.22.0), then setup-disk.
rm -f /etc/localtime && ln -s /etc/zoneinfo/${zone} /etc/localtime
cp -a /etc /mnt/
ln -sfn /srv /mnt/etc/motd
put_back || exit
readlink /mnt/etc/localtime
[ ! -h /mnt/etc/motd ] && cat /mnt/etc/motd
readlink /etc/localtime
`;

describe.skipIf(!alpineRoot)("links and files, in Alpine's own userland (MKAPKOVL_ALPINE_ROOT)", () => {
  test('are put back into the target, and only there', () => {
    const root = alpineCopy({
      'etc/mkapkovl/build-id': 'ab\n',
      'etc/motd': 'foo\n',
      'etc/mkapkovl/files': [
        `link\t0777\t0:0\t/usr/share/zoneinfo/${zone}\tetc/localtime\n`,
        'file\t0644\t0:0\tb5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c\tetc/motd\n',
      ].join(''),
    });
    // In the copy there is no system inside /mnt that could run chown.
    const { status, said } = root.run(`chroot() { :; }\n${script}`);
    expect(said).toBe(`/usr/share/zoneinfo/${zone}\nfoo\n/etc/zoneinfo/${zone}\n`);
    expect(status).toBe(0);
  });
});
