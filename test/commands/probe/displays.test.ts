import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { treeOf } from '../../support/machines/describe.ts';
import { readDescription } from '../../support/machines/description.ts';
import { plainMachine } from '../../support/machines/plain.ts';
import { probed } from '../../support/machines/probed.ts';
import { layOut } from '../../support/machines/tree.ts';
import { folderWith } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';

/** What is measured of a graphics card and another one with these options, and with what else is in the tree. */
function displays(first: string, second = '', more: (root: string) => void = () => {}) {
  const root = path.join(folderWith(), 'root');
  const functions = `  00:02.0 030000 8086:3e92 - i915 - ${first}\n  01:00.0 030000 10de:1d01 - nouveau - ${second}\n`;
  layOut(treeOf(readDescription(plainMachine + functions)), root);
  more(root);
  return probed(root).facts.pci!;
}

/** A card of the direct rendering manager at a place in /sys. */
const card = (at: string, output: string) => (root: string) => {
  const folder = path.join(root, at, 'drm/card9');
  mkdirSync(path.join(folder, `card9-${output}`), { recursive: true });
  writeFileSync(path.join(folder, `card9-${output}/status`), 'connected\n');
  mkdirSync(path.join(root, 'sys/class/drm'), { recursive: true });
  symlinkSync(folder, path.join(root, 'sys/class/drm/card9'));
};

describeWith(['applets'], 'whether a screen is connected', () => {
  test.each([
    ['outputs=HDMI-A-1:disconnected,DP-1:connected', true],
    ['outputs=HDMI-A-1:disconnected,DP-1:disconnected', false],
    ['outputs=HDMI-A-1:unknown,DP-1:disconnected', null],
    ['outputs=HDMI-A-1:unknown,DP-1:connected', true],
    ['outputs=Writeback-1:unknown,DP-1:disconnected', false],
    ['outputs=Writeback-1:unknown', null],
    ['', null],
  ])('%s: %s', (options, screen) => {
    expect(displays(options).map((fn) => fn.screen)).toEqual([screen, null]);
  });

  test.each([
    ['a card that is no hardware', 'sys/devices/virtual/vkms', 'Virtual-1'],
    ['the picture of the firmware', 'sys/devices/pci0000:01/0000:01:00.0/simple-framebuffer.0', 'Unknown-1'],
    ['an adapter at a USB port', 'sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0', 'DVI-I-1'],
  ])('%s says nothing of a card', (_, at, output) => {
    const functions = displays('', '', card(at, output));
    expect(functions.map(({ address, screen }) => [address, screen])).toEqual([
      ['0000:00:02.0', null],
      ['0000:01:00.0', null],
    ]);
  });
});

describeWith(['applets'], 'which display showed the boot messages', () => {
  test('is known of all, if the kernel says it of one', () => {
    const functions = displays('outputs=DP-1:connected boot_display=1', 'outputs=DP-1:connected');
    expect(functions.map((fn) => fn.boot_display)).toEqual([true, false]);
  });

  test('is unknown with a kernel that does not say it', () => {
    expect(displays('outputs=DP-1:connected').map((fn) => fn.boot_display)).toEqual([null, null]);
  });
});

describeWith(['applets'], 'the link of a function', () => {
  test.each([
    ['link=2.5x4 link_limit=16.0x16', '2.5GT/s x4', '16GT/s x16'],
    ['link=unknownx0 link_limit=unknownx255', null, null],
    ['link=8.0x255', null, null],
    ['', null, null],
  ])('%s', (options, link, limit) => {
    expect(displays(options)[0]).toMatchObject({ link, link_limit: limit });
  });
});

describeWith(['applets'], 'what a function can do', () => {
  test.each([
    ['resets=flr,pm rebar=1', true, true],
    ['resets=af_flr', true, null],
    ['resets=pm,bus', false, null],
  ])('with %s, function level reset and resizable BAR', (options, flr, resizable) => {
    expect(displays(options)[0]).toMatchObject({ flr, resizable_bar: resizable });
  });
});
