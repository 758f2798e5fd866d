import { usbBehind } from '../behind.ts';
import { isManagement } from '../kinds.ts';
import { isManagementUsb } from '../management-usb.ts';
import { nameOf } from './console.ts';
import { listed, type Need, type Question } from './need.ts';

/** How a finding calls what belongs to it; the same for each of its parts. */
export const partOfManagement = "part of the board's management controller (remote console, sensors)";

/**
 * A server's management controller runs independently of the host, and guests must not have it: neither its own
 * functions nor the controller that it plugs its keyboard, its disks and its network card into.
 */
export const managementNeeds: Question = ({ facts, functions }) =>
  functions.flatMap((fn) => {
    if (isManagement(facts, fn)) return [inferred(fn.address, `it is ${partOfManagement}`)];
    const names = usbBehind(facts, fn.address)
      .filter((device) => isManagementUsb(facts, device))
      .map(nameOf);
    if (names.length === 0) return [];
    return [inferred(fn.address, `${listed(names)} on it ${names.length > 1 ? 'are' : 'is'} ${partOfManagement}`)];
  });

const inferred = (address: string, detail: string): Need => ({
  kind: 'management-controller',
  address,
  confidence: 'inferred',
  detail,
});
