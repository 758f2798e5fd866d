/** A description of a machine of which nothing but its functions matters; they follow, one a line. */
export const plainMachine = `hostname: box
kernel: 6.18.1
cmdline: quiet
firmware: bios
remapping: false
cpu: { vendor: GenuineIntel, model: x, processors: 0-1, flags: vmx }
memory: 1024
functions: |
`;
