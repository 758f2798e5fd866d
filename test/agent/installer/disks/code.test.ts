import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWith } from '#test/support/tools.ts';
import { fakeMachine } from '../machine.ts';

const syslinux = '/usr/lib/syslinux/mbr';
const grub = '/usr/lib/grub/i386-pc';

/** Whether the installer takes the start of a file for boot code of its own, asked of a function of its own. */
function known(ask: string, content: Buffer): boolean {
  const machine = fakeMachine({ disks: [{ name: 'sda', content: { 0: content } }] });
  const { stdout, stderr } = machine.run(`
    for part in common disk mark choose; do . "$MKAPKOVL_ROOT/etc/mkapkovl/agent/$part.sh"; done
    if ${ask}; then echo yes; else echo no; fi`);
  expect(stderr).toBe('');
  return stdout === 'yes\n';
}
const code = (content: Buffer) => known('known_code "$dev/sda"', content);

/** Alpine and Debian build both from the sources of the same releases. These are Debian's. */
describeWith(['applets', 'setsid', syslinux, grub], 'boot code', () => {
  test.each([`${syslinux}/mbr.bin`, `${syslinux}/gptmbr.bin`, `${grub}/boot.img`])(
    'that the installer itself may have written is known: %s',
    (file) => expect(code(readFileSync(file))).toBe(true),
  );

  test.each([`${syslinux}/altmbr.bin`, `${syslinux}/extra/mbr_c.bin`, `${grub}/diskboot.img`, `${grub}/lnxboot.img`])(
    'that it never writes is somebody else’s: %s',
    (file) => expect(code(readFileSync(file))).toBe(false),
  );

  test('is somebody else’s when it only begins like GRUB’s', () => {
    const changed = readFileSync(`${grub}/boot.img`);
    changed.write('LILO', changed.indexOf('GRUB'));
    expect(code(changed)).toBe(false);
  });

  const second = (file: string) =>
    known('table=dos; our_gap sda', Buffer.concat([Buffer.alloc(512), readFileSync(file)]));

  test('GRUB’s second sector is known behind a dos partition table, and no other', () => {
    expect(second(`${grub}/diskboot.img`)).toBe(true);
    expect(second(`${grub}/cdboot.img`)).toBe(false);
  });
});
