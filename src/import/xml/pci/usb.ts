import { attribute, type Element } from '#src/xml/element.ts';

const functions: Record<string, { fn: number; shared?: boolean }> = {
  'ich9-uhci1': { fn: 0, shared: true },
  'ich9-uhci2': { fn: 1 },
  'ich9-uhci3': { fn: 2 },
  'ich9-ehci1': { fn: 7 },
};

/** The function of a part of a USB 2 controller in the slot that its parts share; undefined for other devices. */
export function usb2Function(device: Element): { fn: number; shared?: boolean } | undefined {
  return device.name === 'controller' ? functions[attribute(device, 'model') ?? ''] : undefined;
}
