import type { Guest } from '#src/host/guest.ts';
import { any, attributes } from '../../attributes.ts';
import { isQ35 } from '../../machine-type.ts';
import { supports } from '../../os-variants.ts';
import { placedView } from '../address/view.ts';

type Controller = Guest['controllers'][number] & { startport?: number };

/** Template values of the controllers: the profile's, and for all other types those that virt-install adds. */
export function controllerViews(guest: Guest): object[] {
  const usual = [...usbOf(guest), ...scsiOf(guest), ...pciOf(guest)];
  const given = new Set(guest.controllers.map(({ type }) => type));
  return [...guest.controllers, ...usual.filter(({ type }) => !given.has(type))].map(view);
}

function view(controller: Controller): object {
  const { type, index, model, ports, vectors, queues, iothread, startport } = controller;
  const driver = attributes({ queues, iothread });
  const master = attributes({ startport });
  const placed = placedView(controller);
  return {
    attributes: { type, index, model, ports, vectors },
    inner: any(driver, master, placed),
    driver,
    master,
    placed,
  };
}

/** USB 3 if the guest's system has the driver, else USB 2 with its companion controllers, which share its ports. */
function usbOf(guest: Guest): Controller[] {
  if (supports(guest, 'usb3')) return [{ type: 'usb', model: 'qemu-xhci', ports: 15 }];
  const companions = [1, 2, 3].map((number) => ({
    type: 'usb' as const,
    model: `ich9-uhci${number}`,
    startport: 2 * (number - 1),
  }));
  return [{ type: 'usb', model: 'ich9-ehci1' }, ...companions];
}

function scsiOf(guest: Guest): Controller[] {
  const disks = guest.disks.some(({ bus }) => bus === 'scsi');
  return disks && supports(guest, 'virtio-scsi') ? [{ type: 'scsi', model: 'virtio-scsi' }] : [];
}

/** Root ports, so that devices can be plugged into a running q35 guest. */
function pciOf({ machine, pcie_root_ports }: Guest): Controller[] {
  if (!isQ35(machine) || pcie_root_ports === 0) return [];
  const ports = Array.from({ length: pcie_root_ports }, () => ({ type: 'pci' as const, model: 'pcie-root-port' }));
  return [{ type: 'pci', model: 'pcie-root' }, ...ports];
}
