import { expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../../support/run.ts';

const listing = `00:00.0 Host bridge [0600]: Intel Corporation Device [8086:3e0f]
00:02.0 VGA compatible controller [0300]: Intel Corporation UHD [8086:3e92]
00:14.0 USB controller [0c03]: Intel Corporation xHCI [8086:a36d]
00:17.0 SATA controller [0106]: Intel Corporation AHCI [8086:a352]
00:1f.0 ISA bridge [0601]: Intel Corporation LPC [8086:a308]
02:00.0 SATA controller [0106]: ASMedia Technology Inc. ASM1062 [1b21:0612]
03:00.0 Serial Attached SCSI controller [0107]: Broadcom / LSI SAS2008 [1000:0072]

NAME SIZE TYPE SERIAL
sda  465G disk SERIAL1
`;
const given = ['0000:02:00.0', '0000:03:00.0'];

test('a disk of which the listing does not say where it is gives one warning, with what to paste', async () => {
  const cwd = folderWith({
    'listing.txt': listing,
    'a.yaml': `${leastProfile}facts: listing.txt\npassthrough: { devices: [${given.map((each) => `"${each}"`).join(', ')}] }\n`,
  });
  const { stdout } = await run(['check', 'a.yaml', '--format', 'json'], { cwd });
  const found = JSON.parse(stdout).filter(({ code }: { code: string }) => code === 'host-needs-maybe-system-disk');
  expect(found).toMatchObject([
    {
      path: '/passthrough/devices/0',
      message: expect.stringContaining(
        `the host may run from a disk on ${given.join(' and ')}: it is unknown which of`,
      ),
      remedy: expect.stringContaining('lsblk -o NAME,TYPE,TRAN,SERIAL,FSTYPE,MOUNTPOINTS; ls -l /dev/disk/by-path'),
    },
  ]);
});
