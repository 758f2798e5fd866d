/** Test files by the script of package.json that runs them, as test:agent does; `npm test` runs all others. */
export const layers = {
  /** What runs on a host, under busybox ash, and how it is written: the agent, the probe, what diff and init send. */
  agent: [
    'test/agent/**/*.test.ts',
    'test/overlays/**/*.test.ts',
    'test/{commands,machine}/probe/*.test.ts',
    'test/commands/{init-host,diff/host}.test.ts',
  ],
  /** Input of every kind: generated, mutated, hostile, endless. */
  any: [
    'test/answers/{agent-data,quoting}.test.ts',
    'test/artifact/unpacking.test.ts',
    'test/commands/any-input/*.test.ts',
    'test/import/{many,mutated}.test.ts',
    'test/import/virt-install/hostile.test.ts',
    'test/pipeline/bounded.test.ts',
    'test/profile/any-value.test.ts',
    'test/rejected/bytes.test.ts',
    'test/trial/substitution/any-profile.test.ts',
  ],
  /** Virtual machines. */
  boot: ['test/boot/**/*.test.ts'],
  /** What runs dist/cli.js, a browser or the compiler as a process of its own. */
  bundle: [
    'test/artifact/{all-or-none,interrupted,stable}.test.ts',
    'test/commands/{completion-shells,init-terminal,node-versions,output,passphrase,signals,try}.test.ts',
    'test/docs/{ci-templates,commands,dockerfile}.test.ts',
    'test/report/browser.test.ts',
    'test/scripts/{licenses,new}.test.ts',
  ],
  /** What asks libvirtd or virt-install. */
  libvirt: [
    'test/features/libvirt/{configuration,definitions}.test.ts',
    'test/guest/{any-guest,any-key,cloud-init-drive,domain,examples,firmware,schema,usb-by-port,virt-install}.test.ts',
    'test/import/{places,round-trip}.test.ts',
    'test/import/section/{network,pool}.test.ts',
    'test/import/virt-install/{against-virt-install,round-trip}.test.ts',
  ],
  /** Whole media, and the programs that make and read them. */
  media: [
    'test/artifact/iso9660/add.test.ts',
    'test/commands/media{,-bundle,-bundle-sources,-download,-full-disk,-usb}.test.ts',
    'test/library/media.test.ts',
    'test/medium/make/while-writing.test.ts',
  ],
};
