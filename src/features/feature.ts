import type { Problem } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import type { Runlevel } from '../target/runlevels.ts';
import type { Asked, FileRequest } from '../tree/request.ts';

/** What a feature adds to the host, as data. Kernel options are ordered; everything else is a set. */
export interface Contribution {
  packages?: (Asked & { name: string })[];
  services?: (Asked & { name: string; runlevel: Runlevel })[];
  kernelOptions?: (Asked & { option: string })[];
  /** Loaded at boot from /etc/modules. */
  modules?: (Asked & { module: string })[];
  /** mkinitfs features that the installed system needs. */
  initramfsFeatures?: (Asked & { feature: string })[];
  /** Modules that the initramfs of the installed system loads first (`modules=` of the boot entry). */
  initramfsModules?: (Asked & { module: string })[];
  files?: FileRequest[];
}

/** One feature of a host. */
export interface Feature {
  name: string;
  contribute: (host: Host) => Contribution;
  /** Rules across fields whose findings point at this feature's keys. */
  check?: (host: Host) => Problem[];
}
