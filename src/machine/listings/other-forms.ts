/** Output that people paste, and a command whose output is read and says the same. */
export interface OtherForm {
  command: string;
  instead: string;
}

const disks = 'lsblk -o NAME,TYPE,SIZE,FSTYPE,TRAN,MODEL,SERIAL,WWN,MOUNTPOINTS';
const functions = 'lspci -nnk, and the IOMMU groups';
const cards = 'ip addr and ip route';
const linux = 'on that machine, booted with any Linux, such as the Alpine ISO: lspci -nnk, lsblk, ip addr';

/** What a line of it looks like, its command, and what to paste instead. */
const forms: [RegExp, string, string][] = [
  [/^Filesystem\s+.*\bMounted on$/, 'df', 'findmnt'],
  [/^Disk \/dev\/\w+: .*bytes/, 'fdisk -l', disks],
  [/^Model: .+ \((?:scsi|nvme|virtblk|ide|sd\/mmc)\)$/, 'parted', disks],
  [/^\/dev\/\w+: (?:LABEL|UUID|PTUUID|TYPE|BLOCK_SIZE)=/, 'blkid', disks],
  [/^Node\s+(?:Generic\s+)?SN\s+Model\b/, 'nvme list', `${disks}, and ls -l /dev/disk/by-path`],
  [/^\[\d+:\d+:\d+:\d+\]\s+(?:disk|cd\/dvd|enclosu|process|tape)\b/, 'lsscsi', `${disks}, and ls -l /dev/disk/by-path`],
  [/^smartctl \d+\.\d+ /, 'smartctl', disks],
  [/^\/dev\/\w+ on \/ \((?:ufs|zfs|apfs|hfs)/, 'mount of another system', linux],
  [
    /^\s*LV\s+VG\s+Attr\b|^--- (?:Logical|Physical) volume ---$/,
    'lvs or lvdisplay',
    `${disks}, which shows volumes below their disk`,
  ],
  [/^\*-[a-z]+(?::\d+)?(?: \w+)?$/, 'lshw', `${functions}; lshw -businfo is read for network cards`],
  [
    /^(?:Graphics|Network|Drives|Machine):\s+(?:Device-1|Card|System|Type|Local Storage):?/,
    'inxi',
    `${functions}; ${disks}; ip addr`,
  ],
  [/^-?\[[\da-f]{4}(?::[\da-f]{2})?\]-[+\\-]/, 'lspci -t', functions],
  [/^[\da-f]{2,3}: (?:[\da-f]{2} ){15}[\da-f]{2}$/, 'lspci -x', functions],
  [/^\w+@pci\d+:\d+:\d+:\d+:\s+class=/, 'pciconf of FreeBSD', linux],
  [/^vmnic\d+\s+[\da-f]{4}:[\da-f]{2}:/i, 'esxcli of ESXi', linux],
  [/^Handle 0x[0-9A-F]{4}, DMI type \d+/, 'dmidecode', functions],
  [/^\d+: PCI [0-9a-f]+\.\d: /i, 'hwinfo', functions],
  [/^(?:pci|usb|net|scsi|block)_\w+_\w+_\w+$/, 'virsh nodedev-list', functions],
  [/^DeviceID\b.*\bName\b|^InstanceId\s*:|^Status\s+Class\s+FriendlyName/, 'PowerShell', linux],
  [/^IDX\s+LINK\s+TYPE\s+OPERATIONAL/, 'networkctl', cards],
  [/^DEVICE\s+TYPE\s+STATE\s+CONNECTION|^GENERAL\.DEVICE:/, 'nmcli', cards],
  [/^(?:ethernets|bridges|bonds|vlans):$/, 'a file of netplan', cards],
  [/^\[(?:Match|NetDev|connection)\]$/, 'a file of systemd-networkd or NetworkManager', cards],
  [/^config interface '\w+'/, 'uci of OpenWrt', cards],
];

/** What prints lines like this one; undefined for anything else. */
export function otherForm(text: string): OtherForm | undefined {
  const [, command, instead] = forms.find(([pattern]) => pattern.test(text)) ?? [];
  return command && instead ? { command, instead } : undefined;
}
