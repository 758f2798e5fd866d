import path from 'node:path';
import { describeAbilities } from './described-abilities.ts';
import { devicesOf } from './described-devices.ts';
import { type DescribedFunction, type Description, functionsOf } from './description.ts';
import type { Tree } from './tree.ts';

/** What is written, in addition to what is there already. */
export interface Writer {
  file(name: string, content: string | Buffer): void;
  link(name: string, target: string): void;
}

/** The tree of a described machine: what its kernel would show of it. */
export function treeOf(description: Description): Tree {
  const tree: Tree = new Map();
  const writer: Writer = {
    file: (name, content) => tree.set(name, Buffer.from(content)),
    link: (name, target) => tree.set(name, { link: path.relative(path.dirname(name), target) }),
  };
  system(description, writer);
  const functions = functionsOf(description);
  for (const each of functions) {
    describeFunction(each, writer);
    describeAbilities(each, writer);
  }
  aliases(description.kernel, functions, writer);
  devicesOf(description, functions, writer);
  tree.set('/sys/class/iommu', null);
  for (const unit of description.iommu ?? []) tree.set(`/sys/class/iommu/${unit}`, null);
  tree.set('/sys/kernel/iommu_groups', null);
  return new Map([...tree].sort(([a], [b]) => (path.dirname(a) + a < path.dirname(b) + b ? -1 : 1)));
}

function system(description: Description, { file }: Writer): void {
  const { dmi = {}, cpu, firmware, acpi = [] } = description;
  for (const [name, value] of Object.entries(dmi)) file(`/sys/class/dmi/id/${name}`, `${value}\n`);
  for (const table of ['DSDT', 'FACP', ...acpi]) file(`/sys/firmware/acpi/tables/${table}`, table);
  if (firmware === 'uefi') file('/sys/firmware/efi/fw_platform_size', '64\n');
  file('/sys/devices/system/cpu/present', `${cpu.processors}\n`);
  const processor = { processor: 0, vendor_id: cpu.vendor, 'model name': cpu.model, flags: cpu.flags };
  const lines = Object.entries(processor).map(([key, value]) => `${key}\t: ${value}\n`);
  file('/proc/cpuinfo', `${lines.join('')}\nprocessor\t: 1\n`);
  file('/proc/meminfo', `MemTotal:       ${description.memory} kB\nMemFree:          123456 kB\n`);
  file('/proc/cmdline', `${description.cmdline}\n`);
  file('/proc/sys/kernel/hostname', `${description.hostname}\n`);
  file('/proc/sys/kernel/osrelease', `${description.kernel}\n`);
  file('/proc/sys/kernel/arch', `${description.arch ?? 'x86_64'}\n`);
  const chip = description.remapping ? 'IR-IO-APIC' : 'IO-APIC';
  file('/proc/interrupts', `           CPU0\n  8:          1  ${chip}    8-edge      rtc0\n`);
  if (description.release) file('/etc/os-release', `ID=linux\nPRETTY_NAME="${description.release}"\n`);
}

/** A domain has a folder for its root bus; that of Intel VMD begins below the function that has it. */
export function folderOf({ bridges, address }: Pick<DescribedFunction, 'bridges' | 'address'>): string {
  let domain = '';
  const steps = [...bridges, address].flatMap((step) => {
    const [own, bus] = step.split(':');
    const first = own !== domain;
    domain = own!;
    return first ? [`pci${own}:${bus}`, step] : [step];
  });
  return ['/sys/devices', ...steps].join('/');
}

function describeFunction(each: DescribedFunction, { file, link }: Writer): void {
  const folder = folderOf(each);
  const attribute = (name: string, value: string) => file(`${folder}/${name}`, `${value}\n`);
  const [vendor, device] = each.id.split(':');
  const [subsystemVendor, subsystemDevice] = each.subsystem.split(':');
  attribute('vendor', `0x${vendor}`);
  attribute('device', `0x${device}`);
  attribute('class', `0x${each.class}`);
  attribute('subsystem_vendor', `0x${subsystemVendor}`);
  attribute('subsystem_device', `0x${subsystemDevice}`);
  attribute('modalias', modalias(each));
  attribute('numa_node', each.options.numa ?? '-1');
  if (each.options.resets) attribute('reset_method', each.options.resets.replaceAll(',', ' '));
  if (each.class.startsWith('0300')) attribute('boot_vga', each.options.boot_vga ?? '0');
  if (each.options.rom) file(`${folder}/rom`, '');
  if (each.options.label) attribute('label', each.options.label.replaceAll('_', ' '));
  file(`${folder}/config`, configSpace(each));
  link(`/sys/bus/pci/devices/${each.address}`, folder);
  if (each.driver) link(`${folder}/driver`, `/sys/bus/pci/drivers/${each.driver}`);
  if (each.options.physfn) link(`${folder}/physfn`, path.join(path.dirname(folder), each.options.physfn));
  if (each.group) {
    link(`${folder}/iommu_group`, `/sys/kernel/iommu_groups/${each.group}`);
    link(`/sys/kernel/iommu_groups/${each.group}/devices/${each.address}`, folder);
  }
}

function modalias({ id, subsystem, class: type }: DescribedFunction): string {
  const long = (text: string) => text.toUpperCase().padStart(8, '0');
  const [vendor, device] = id.split(':').map((part) => long(part));
  const [subVendor, subDevice] = subsystem.split(':').map((part) => long(part));
  const [base, sub, programming] = type.toUpperCase().match(/../g)!;
  return `pci:v${vendor}d${device}sv${subVendor}sd${subDevice}bc${base}sc${sub}i${programming}`;
}

/** acs=on and acs=off are PCI Express functions with the capability, acs=none without it, others conventional ones. */
function configSpace({ id, options: { acs } }: DescribedFunction): Buffer {
  const space = Buffer.alloc(acs ? 4096 : 256);
  for (const [index, part] of id.split(':').entries()) space.writeUInt16LE(Number.parseInt(part, 16), index * 2);
  if (!acs) return space;
  // Advanced error reporting, then access control services at 148h.
  space.writeUInt32LE((acs === 'none' ? 0 : 0x148 << 20) | (1 << 16) | 0x0001, 0x100);
  if (acs === 'none') return space;
  space.writeUInt32LE((1 << 16) | 0x000d, 0x148);
  space.writeUInt16LE(0x5f, 0x14c);
  space.writeUInt16LE(acs === 'on' ? 0x1d : 0, 0x14e);
  return space;
}

function aliases(kernel: string, functions: DescribedFunction[], { file }: Writer): void {
  const lines = new Set(
    functions.flatMap((each) =>
      (each.options.modules ?? '').split(',').flatMap((name) => (name ? [`alias ${pattern(each)} ${name}`] : [])),
    ),
  );
  const others = ['alias usb:v0403p6001d*dc*dsc*dp*ic*isc*ip*in* ftdi_sio', '# a comment'];
  file(`/lib/modules/${kernel}/modules.alias`, [...lines, ...others].map((line) => `${line}\n`).join(''));
}

/** Drivers of whole classes go by class, others by id. */
function pattern(each: DescribedFunction): string {
  const [, vendor, device] = /v(\w{8})d(\w{8})/.exec(modalias(each))!;
  if (!/^(0c03|0106|0108)/.test(each.class)) return `pci:v${vendor}d${device}sv*sd*bc*sc*i*`;
  const [base, sub, programming] = each.class.toUpperCase().match(/../g)!;
  return `pci:v*d*sv*sd*bc${base}sc${sub}i${programming}*`;
}
