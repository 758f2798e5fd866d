import type { Facts, NetworkCard, UsbDevice } from './schema.ts';

/**
 * The virtual Ethernet cards that management controllers show the host over USB, for Redfish: American Megatrends, and
 * Insyde's on Aspeed's virtual hub. Others are known by their driver, below a hub of the controller.
 */
const ids = /^(046b:ffb0|0b1f:03ee)$/;
const ethernet = /^(cdc_ether|cdc_subset|cdc_ncm|rndis_host)$/;
const makers = /\b(aspeed|american megatrends|virtual hub|vhub|AMI)\b/i;
/**
 * Virtual hubs, keyboards and disks of management controllers (usb.ids): Aspeed's hub in Linux, American Megatrends, ATEN
 * and Winbond on boards of Supermicro, HP's iLO, Avocent's in Dell's iDRAC.
 */
const virtual =
  /^(1d6b:0107|046b:[0-9a-f]{4}|0557:(2221|2419)|03f0:(1027|1227|1327|2027|7029)|0624:024[89]|413c:a10[0-2])$/;

/**
 * Whether a network card is one of the board's management controller, which leads only to that: it is behind
 * a USB controller with such a device.
 */
export function isManagementCard(facts: Facts, { controller, driver }: NetworkCard): boolean {
  const behind = (facts.usb ?? []).filter((device) => device.controller === controller && controller);
  if (driver && !ethernet.test(driver)) return false;
  return behind.some((device) => isManagementEthernet(device, behind));
}

/** Whether a USB device is one that the board's management controller plugs into the host. */
export function isManagementUsb(facts: Facts, device: UsbDevice): boolean {
  const behind = (facts.usb ?? []).filter(({ controller }) => controller === device.controller && controller);
  return isManagementDevice(device) || isManagementEthernet(device, behind);
}

/** A virtual keyboard, disk or card that a management controller plugs into the host. */
const isManagementDevice = ({ id, product }: UsbDevice): boolean =>
  virtual.test(id ?? '') || ids.test(id ?? '') || makers.test(product ?? '');

function isManagementEthernet(device: UsbDevice, behind: readonly UsbDevice[]): boolean {
  if (ids.test(device.id ?? '')) return true;
  if (!ethernet.test(device.driver ?? '')) return false;
  return makers.test(device.product ?? '') || behind.some((hub) => isAbove(hub, device) && isManagementDevice(hub));
}

const isAbove = (hub: UsbDevice, device: UsbDevice): boolean =>
  Boolean(hub.port && device.port?.startsWith(`${hub.port}.`));
