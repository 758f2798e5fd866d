/** Whether a machine type has the chipset Q35, with PCI Express; the others have i440FX. */
export function isQ35(machine: string): boolean {
  return machine === 'q35' || machine.startsWith('pc-q35-');
}
