/** Output that people paste, and that says nothing here that other commands do not say better. */
const forms: [RegExp, string][] = [
  [/^Filesystem\s+.*\bMounted on$/, 'df'],
  [/^Disk \/dev\/\w+: .*bytes/, 'fdisk -l'],
  [/^\/dev\/\w+: (?:LABEL|UUID|PTUUID|TYPE|BLOCK_SIZE)=/, 'blkid'],
  [/^\*-[a-z]+(?::\d+)?(?: \w+)?$/, 'lshw'],
  [/^(?:Graphics|Network|Drives|Machine):\s+(?:Device-1|Card|System|Type|Local Storage):?/, 'inxi'],
  [/^Node\s+(?:Generic\s+)?SN\s+Model\b/, 'nvme list'],
  [/^\[\d+:\d+:\d+:\d+\]\s+(?:disk|cd\/dvd|enclosu|process|tape)\b/, 'lsscsi'],
  [/^pool:\s+\S+$/, 'zpool status'],
  [/^\d+: [\w.@-]+: <[A-Z_,-]*(?:UP|BROADCAST|LOOPBACK)[A-Z_,-]*>/, 'ip link'],
  [/^[\w.-]+: flags=\d+</, 'ifconfig'],
  [/^Handle 0x[0-9A-F]{4}, DMI type \d+/, 'dmidecode'],
  [/^\d+: PCI [0-9a-f]+\.\d: /i, 'hwinfo'],
  [/^(?:pci|usb|net|scsi|block)_\w+_\w+_\w+$/, 'virsh nodedev-list'],
  [/^DeviceID\b.*\bName\b|^InstanceId\s*:/, 'PowerShell'],
];

/** The command that prints lines like this one; undefined for anything else. */
export const otherForm = (text: string): string | undefined => forms.find(([pattern]) => pattern.test(text))?.[1];
