import type { Path, Problem } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import type { Profile } from '../host/schema.ts';
import type { Facts, Lock } from '../machine/schema.ts';
import type { SecretSource } from '../profile/secret.ts';
import type { Runlevel } from '../target/runlevels.ts';

/** The profile paths that asked for something; the first is where a finding about it is shown. */
export interface Asked {
  paths: Path[];
}

/** A template's name (below overlays/, without .hbs) with the plain values that it prints. */
export interface View {
  template: string;
  values: object;
}

/** One entry of the target's file tree. Paths are relative to the root, without a leading slash. */
export type FileRequest = Asked & { path: string; mode?: number } & (
    | { view: View }
    | { text: string }
    /** A file of the bundle, copied byte for byte but for parts that it says are built in: its name below overlays/. */
    | { copy: string }
    | { link: string }
    | { directory: true }
    | { secret: SecretSource }
  );

/** What a feature adds to the host. Data only; the order of kernel options has meaning, all else is a set. */
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

/** One thing that a host has. */
export interface Feature {
  name: string;
  contribute: (host: Host) => Contribution;
  /** Rules across fields; where a finding points at this feature's keys. */
  check?: (host: Host) => Problem[];
}

/** What defaults may depend on: the rest of the profile, the machine's facts, and the lock. */
export interface ResolveContext {
  profile: Profile;
  machine: Facts | null;
  lock: Lock | null;
}
