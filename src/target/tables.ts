import { agentFolder } from './paths.ts';

/**
 * The tables that the build writes for the agent: a row on each line, cells separated by tabs, no heading. A cell is
 * never empty, because the shell's `read` merges adjacent tabs: `-` means no value. The shell reads columns by their
 * number, so their order here is the contract; test/target/tables.test.ts compares templates and scripts with it.
 */
export interface Table {
  /** Path on the target. */
  path: string;
  /** Below overlays/, without .hbs. */
  template: string;
  /** In order, each with a description of its cells. */
  columns: Readonly<Record<string, string>>;
  /** The optional last columns. */
  optional?: readonly string[];
}

/** The columns of fstab(5), which both files have. */
const mounts = {
  device: 'what is mounted',
  folder: 'where it is mounted',
  type: 'its file system',
  options: 'of mount(8), separated by commas',
  dump: 'always 0',
  pass: 'when fsck checks it: 2, or 0 for never',
};

export const tables = {
  files: {
    path: `${agentFolder}/files`,
    template: 'collected/files',
    columns: {
      type: 'file, directory or link',
      mode: 'in octal, four digits',
      owner: 'UID:GID',
      substance: 'sha256 of a file, target of a link, - of a directory or a secret',
      path: 'without the leading slash',
    },
  },
  waits: {
    path: `${agentFolder}/waits`,
    template: 'collected/waits',
    columns: {
      kind: 'of what waits: step, package, mount …',
      name: 'of what waits; * is every one of its kind',
      forKind: 'of what it waits for',
      forName: 'of what it waits for',
    },
  },
  users: {
    path: `${agentFolder}/users`,
    template: 'access/etc/mkapkovl/users',
    columns: {
      name: 'of the account, root first',
      password: 'locked, hash (in secrets/password.NAME) or prompt',
      groups: 'of the account, separated by commas, or -',
    },
  },
  composed: {
    path: `${agentFolder}/composed`,
    template: 'collected/composed',
    columns: {
      path: 'of a file with secrets in it, without the leading slash',
      mode: 'in octal, four digits',
      owner: 'UID:GID',
      pieces: 'files below /etc/mkapkovl that are joined, in order, separated by commas',
    },
  },
  fstab: { path: `${agentFolder}/fstab`, template: 'storage/etc/fstab', columns: mounts },
  filled: { path: `${agentFolder}/filled`, template: 'storage/etc/fstab', columns: mounts },
  devices: {
    path: `${agentFolder}/devices`,
    template: 'passthrough/etc/mkapkovl/devices',
    columns: {
      by: 'address or id: how the device is found',
      value: 'that address or id',
      id: 'vendor:device that must be found there, or -',
      kind: 'PCI class that must be found there, without its programming interface',
    },
    optional: ['kind'],
  },
  loans: {
    path: `${agentFolder}/loans`,
    template: 'passthrough/etc/mkapkovl/loans',
    columns: {
      address: 'of a device that the host has while no guest uses it',
      id: 'vendor:device that must be found there, or -',
    },
  },
  groups: {
    path: `${agentFolder}/groups`,
    template: 'passthrough/etc/mkapkovl/groups',
    columns: {
      address: 'of a device that a guest or the profile names',
      group: 'number of its IOMMU group in the facts',
      members: 'addresses of that group in the facts, separated by commas',
      id: 'vendor:device that the facts have there',
    },
    optional: ['id'],
  },
  functions: {
    path: `${agentFolder}/functions`,
    template: 'passthrough/etc/mkapkovl/functions',
    columns: {
      address: 'of the physical function',
      id: 'vendor:device that must be found there, or -',
      count: 'of the virtual functions that are made of it',
    },
  },
  functionSettings: {
    path: `${agentFolder}/function-settings`,
    template: 'passthrough/etc/mkapkovl/function-settings',
    columns: {
      parent: 'address of the physical function',
      number: 'of the virtual function, from 0',
      use: 'guest: bound to vfio-pci; host: left to its own driver',
      mac: 'its MAC address, or -',
      vlan: 'its VLAN, or -',
      trust: 'on, off or -',
      spoofCheck: 'on, off or -',
    },
  },
  mediated: {
    path: `${agentFolder}/mediated`,
    template: 'passthrough/etc/mkapkovl/mediated',
    columns: {
      uuid: 'of the mediated device',
      parent: 'PCI address of the device that it is a part of',
      id: 'vendor:device that must be found there, or -',
      type: 'one of the types that its driver offers',
    },
  },
  guests: {
    path: `${agentFolder}/libvirt/guests.table`,
    template: 'vms/guests.table',
    columns: {
      name: 'of the guest, in the order in which they start',
      autostart: 'yes or no',
      devices: 'PCI addresses that must be bound before it starts, separated by commas, or -',
      mediated: 'UUIDs of mediated devices that must be there before it starts, separated by commas, or -',
    },
    optional: ['mediated'],
  },
  replug: {
    path: `${agentFolder}/libvirt/replug.table`,
    template: 'vms/replug.table',
    columns: {
      guest: 'that gets the USB device again when it comes back',
      vendor: 'of the device, four hexadecimal digits',
      product: 'of the device, four hexadecimal digits',
    },
  },
  volumes: {
    path: `${agentFolder}/libvirt/volumes.table`,
    template: 'vms/volumes.table',
    columns: {
      guest: 'whose disk it is, or -',
      pool: 'that holds it',
      volume: 'its name in the pool',
      path: 'of its file or device node',
      format: 'raw or qcow2',
      size: 'as the profile says it, or -',
      url: 'of the image, or -',
      sha256: 'of the image as it is downloaded, or -',
      compression: 'of the image: gz, bz2, xz, lzma, zst, or -',
    },
  },
  pools: {
    path: `${agentFolder}/libvirt/pools.table`,
    template: 'libvirt/pools.table',
    columns: {
      name: 'of the pool',
      type: "libvirt's: dir, logical, netfs …",
      path: 'of its folder',
      autostart: 'yes or no',
    },
  },
  networks: {
    path: `${agentFolder}/libvirt/networks.table`,
    template: 'libvirt/networks.table',
    columns: { name: 'of the network', autostart: 'yes or no' },
  },
  seeds: {
    path: `${agentFolder}/libvirt/seeds.table`,
    template: 'vms/seeds.table',
    columns: {
      guest: 'whose seed it is',
      secret: 'file below secrets/',
      offset: 'of the room for it in the seed, in bytes',
      length: 'of that room, in bytes',
    },
  },
} as const satisfies Record<string, Table>;

export type TableName = keyof typeof tables;
type Shape<Name extends TableName> = (typeof tables)[Name];
type Column<Name extends TableName> = keyof Shape<Name>['columns'];
type Optional<Name extends TableName> = Shape<Name> extends { optional: readonly (infer Last)[] } ? Last : never;

/** A row by the names of its columns. */
export type Row<Name extends TableName> = Record<Exclude<Column<Name>, Optional<Name>>, string | number> & {
  [Key in Extract<Column<Name>, Optional<Name>>]?: string | number | undefined;
};
