import type { Draft } from './profile/draft.ts';

/** Devices whose list may be a single item, and the key whose value may replace that item. */
const short: Record<string, { one: string; words: string[] }> = {
  graphics: { one: 'type', words: ['vnc', 'spice'] },
  video: { one: 'model', words: ['virtio', 'qxl', 'vga', 'bochs', 'cirrus', 'vmvga', 'ramfb'] },
  sound: { one: 'model', words: ['ich9', 'ich6', 'ac97', 'es1370', 'sb16', 'pcspk', 'usb'] },
  input: { one: 'type', words: ['tablet', 'keyboard', 'mouse'] },
  serial: { one: 'type', words: ['pty', 'null', 'stdio'] },
  parallel: { one: 'type', words: ['pty', 'null', 'stdio'] },
  console: { one: 'type', words: ['pty', 'null', 'stdio'] },
  watchdog: { one: 'model', words: ['i6300esb', 'itco', 'ib700'] },
  memballoon: { one: 'model', words: ['virtio', 'virtio-transitional', 'virtio-non-transitional', 'none'] },
  panic: { one: 'model', words: ['isa', 'hyperv', 'pvpanic', 'none'] },
};

type Values = Record<string, unknown>;

/** Uses short forms, as a person would. */
export function simplified(draft: Draft): void {
  const { guest } = draft;
  for (const [key, { one, words }] of Object.entries(short)) {
    const given = guest[key];
    const only = Array.isArray(given) && given.length === 1 ? given[0] : given;
    if (only === undefined) continue;
    if (key === 'video' && isEmpty(only)) delete guest[key];
    else if (isEmpty(only) && key !== 'graphics') guest[key] = undefined;
    else guest[key] = inAWord(only, one, words);
    // A device without options is a default, and has no short form.
    if (guest[key] === undefined) delete guest[key];
  }
  if (Array.isArray(guest.channel) && guest.channel.length === 1) guest.channel = guest.channel[0];
  if (Array.isArray(guest.hostdevs)) guest.hostdevs = guest.hostdevs.map((each) => inAWord(each, 'pci'));
  vsockAndRng(guest);
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function inAWord(value: unknown, key: string, words?: string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const given = (value as Values)[key];
  return Object.keys(value).length === 1 && typeof given === 'string' && (!words || words.includes(given))
    ? given
    : value;
}

function vsockAndRng(guest: Values): void {
  const vsock = guest.vsock as Values | undefined;
  if (vsock && (vsock.model === 'virtio' || vsock.model === undefined)) {
    delete vsock.model;
    if (Object.keys(vsock).length === 0 || (vsock.cid === 'auto' && Object.keys(vsock).length === 1))
      guest.vsock = 'auto';
  }
  const rng = guest.rng as Values | undefined;
  if (typeof rng !== 'object' || rng === null) return;
  if (rng.model === 'virtio') delete rng.model;
  if (rng.backend === 'random') delete rng.backend;
  if (Object.keys(rng).length === 0) delete guest.rng;
  else guest.rng = inAWord(rng, 'device');
}
