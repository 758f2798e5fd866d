import * as z from 'zod';
import { cloudInitSchema } from '../../guest/cloud-init/schema.ts';
import { bootSchema } from '../../guest/kinds/boot/schema.ts';
import { characterSchemas } from '../../guest/kinds/character/schema.ts';
import { clockSchema } from '../../guest/kinds/clock/schema.ts';
import { controllerSchema, rootPortsSchema } from '../../guest/kinds/controller/schema.ts';
import { cpuSchema, vcpusSchema } from '../../guest/kinds/cpu/schema.ts';
import { diskSchema } from '../../guest/kinds/disk/schema.ts';
import { featuresSchema } from '../../guest/kinds/features/schema.ts';
import { filesystemSchema } from '../../guest/kinds/filesystem/schema.ts';
import { graphicsSchema } from '../../guest/kinds/graphics/schema.ts';
import { hostdevSchema } from '../../guest/kinds/hostdev/schema.ts';
import { inputSchema } from '../../guest/kinds/input/schema.ts';
import { interfaceSchema } from '../../guest/kinds/interface/schema.ts';
import { memballoonSchema } from '../../guest/kinds/memballoon/schema.ts';
import { memorySchema } from '../../guest/kinds/memory/schema.ts';
import { panicSchema } from '../../guest/kinds/panic/schema.ts';
import { powerSchema } from '../../guest/kinds/power/schema.ts';
import { redirdevsSchema } from '../../guest/kinds/redirdev/schema.ts';
import { rngSchema } from '../../guest/kinds/rng/schema.ts';
import { soundSchema } from '../../guest/kinds/sound/schema.ts';
import { sysinfoSchema } from '../../guest/kinds/sysinfo/schema.ts';
import { tpmSchema } from '../../guest/kinds/tpm/schema.ts';
import { tuningSchema } from '../../guest/kinds/tuning/schema.ts';
import { videoSchema } from '../../guest/kinds/video/schema.ts';
import { vsockSchema } from '../../guest/kinds/vsock/schema.ts';
import { watchdogSchema } from '../../guest/kinds/watchdog/schema.ts';
import { guestName, markup, plainText, uuid } from '../../profile/scalars.ts';

const guest = z.strictObject({
  title: plainText.optional().describe('Short text for people.'),
  description: z
    .string()
    .regex(/^[^\x00-\x08\x0b-\x1f\x7f]*$/, 'text\nLeave out control characters.')
    .optional()
    .describe('Longer text for people.')
    .meta({ examples: ['Lights and heating. Restart it only at night.'] }),
  uuid: uuid.optional().describe('Derived from host and guest name by default.'),
  type: z
    .enum(['kvm', 'qemu'])
    .default('kvm')
    .describe('kvm uses the virtualization of the processor; qemu emulates, which is slow.'),
  vcpus: vcpusSchema.default(1).describe('Number of CPUs.'),
  max_vcpus: vcpusSchema.optional().describe('Maximum number of CPUs that can be added while the guest runs.'),
  ...memorySchema,
  machine: z
    .string()
    .regex(
      /^(q35|pc|pc-(q35|i440fx)-[0-9a-z.]+)$/,
      'a machine\nWrite q35, pc, or one of its versions, such as pc-q35-9.0.',
    )
    .optional()
    .describe('Chipset: q35, or pc for i440FX; q35 unless the system is too old for it.')
    .meta({ examples: ['q35'] }),
  os_variant: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.+-]*$/, 'an operating system of osinfo-db\nosinfo-query os lists them.')
    .optional()
    .describe('Operating system, by its short id in osinfo-db. It selects the defaults of virt-install.')
    .meta({ examples: ['alpinelinux3.14'] }),
  cpu: cpuSchema,
  ...tuningSchema,
  features: featuresSchema,
  clock: clockSchema,
  ...powerSchema,
  boot: bootSchema,
  sysinfo: sysinfoSchema,
  disks: z.array(diskSchema).default([]).describe('Disks, in the order in which the guest sees them.'),
  filesystems: z.array(filesystemSchema).default([]).describe('Folders of the host that the guest mounts.'),
  controllers: z
    .array(controllerSchema)
    .default([])
    .describe('Controllers. Those given here replace the ones of the same type that virt-install adds.')
    .meta({ examples: [[{ type: 'scsi', model: 'virtio-scsi', queues: 4 }]] }),
  pcie_root_ports: rootPortsSchema,
  cloud_init: cloudInitSchema,
  networks: z.array(interfaceSchema).default([]).describe('Network cards.'),
  hostdevs: z.array(hostdevSchema).default([]).describe('Devices of the host.'),
  graphics: graphicsSchema,
  video: videoSchema,
  sound: soundSchema,
  input: inputSchema,
  redirdevs: redirdevsSchema,
  tpm: tpmSchema,
  memballoon: memballoonSchema,
  rng: rngSchema,
  ...characterSchemas,
  watchdog: watchdogSchema,
  vsock: vsockSchema,
  panic: panicSchema,
  autostart: z.boolean().default(false).describe('Whether the guest starts with the host.'),
  start_order: z
    .int('a whole number\nWrite 1 for the first.')
    .min(0, 'a number of 0 or more\nWrite 1 for the first.')
    .optional()
    .describe('Start order among guests that start with the host: lower numbers first, guests without a number last.')
    .meta({ examples: [1] }),
  xml: z
    .strictObject({
      domain: markup.optional().describe('At the end of the domain.'),
      os: markup.optional().describe('At the end of its element os.'),
      features: markup.optional().describe('At the end of its element features.'),
      cpu: markup.optional().describe('At the end of its element cpu.'),
      clock: markup.optional().describe('At the end of its element clock.'),
      cputune: markup.optional().describe('At the end of its element cputune.'),
      memoryBacking: markup.optional().describe('At the end of its element memoryBacking.'),
      devices: markup.optional().describe('At the end of its element devices.'),
    })
    .prefault({})
    .describe('XML without a key of its own, added verbatim at the end of an element of the domain.'),
  qemu_commandline: z
    .array(
      z
        .string()
        .min(1, 'an argument\nRemove the empty one.')
        .regex(/^[^\x00-\x1f]*$/, 'one line\nLeave out control characters.'),
    )
    .default([])
    .describe('Arguments that libvirt passes to QEMU.')
    .meta({ examples: [['-fw_cfg', 'name=opt/org.example/key,string=value']] }),
});

export const vmsSchema = z
  .record(guestName, guest)
  .default({})
  .describe('Guests, by name.')
  .meta({ examples: [{ homeassistant: { memory: '4096MiB', disks: [{ volume: 'default/home-assistant.qcow2' }] } }] });
