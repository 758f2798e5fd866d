import { InvalidArgumentError, Option } from 'commander';
import type { Picked } from '../../machine/report/pick.ts';
import type { DevicesFlags } from '../devices.ts';
import type { Verb } from '../verb.ts';
import { parseSelector, selectorForms } from './selector.ts';

export const devicesVerb: Verb = {
  name: 'devices',
  description:
    'Show the devices of a machine by IOMMU group, or print the profile lines that pass devices through to a guest.',
  example: 'devices docs/examples/ich10.txt --pick usb:10c4:ea60',
  define: (command, start) =>
    command
      .argument('<facts...>', 'facts, or files of pasted listings: lspci -nnk, IOMMU groups, lsusb')
      .addOption(new Option('--usb', 'show only USB controllers and devices').conflicts('pci'))
      .addOption(new Option('--pci', 'hide USB devices'))
      .option(
        '--pick <selector...>',
        'device to pass through: address, vendor:device, usb:…, usb_port:…, slot:…',
        picked,
      )
      .action((files: string[], flags: DevicesFlags) =>
        start(async (context) => (await import('../devices.ts')).devices(files, flags, context)),
      ),
};

function picked(asked: string, before: Picked[] | undefined): Picked[] {
  const selector = parseSelector(asked);
  if (!selector) throw new InvalidArgumentError(selectorForms);
  return [...(before ?? []), { asked, selector }];
}
