import { findAbsent } from './absent.ts';
import { readDetail } from './details.ts';
import { type DiskDraft, Draft, type List } from './draft.ts';
import { addressPattern, type FunctionLine, functionLine } from './function-line.ts';
import { GroupContext, groupLine } from './group-line.ts';
import { readKernelLine } from './kernel-lines.ts';
import { type Line, linesOf } from './lines.ts';
import { LsblkTable, readPairs } from './lsblk.ts';
import { readLsblkJson } from './lsblk-json.ts';
import { readIpJson } from './network/ip-json.ts';
import { NetworkListing } from './network/read.ts';
import { otherForm } from './other-forms.ts';
import { readPath } from './paths.ts';
import { PoolListing } from './pools.ts';
import { readRecord } from './records.ts';
import { readSystemLine } from './system-lines.ts';
import { readUsbLine } from './usb-lines.ts';
import { UsbTree } from './usb-tree.ts';

/** Reads pasted output of lspci, loops over IOMMU groups, lsusb and the kernel log, in any order. */
export function readListing(text: string): Draft {
  const reading = new Reading(linesOf(text));
  for (let at = 0; at < reading.lines.length; ) at += reading.step(at);
  reading.network.end();
  findAbsent(reading.draft);
  return reading.draft;
}

const bullets = /^[>|*+•├└─│-]+\s*(?=\S)/;
/** The beginning of another entry, which cannot be the rest of a wrapped line. */
const beginning = new RegExp(
  `^(?:\\[[^\\]]*\\]\\s*)*${addressPattern}|^Bus \\d|^/:|^\\|__|^\\w[\\w/ ]*:\\s|^(?:iom+u\\s*)?group|^[\\w.-]+@`,
  'i',
);
/** A line that is probably about a device, judged by its beginning. */
const meant =
  /^(?:\[[^\]]*\]\s*)*(?:[0-9a-f]{4,8}[:.])?[0-9a-f]{1,3}[:.;][0-9a-f]{1,3}[.:][0-9a-f]\s+\S|^Bus\s+\d+\s+Dev|^\/?:?\s*Bus\s+\d+\.Port|^\|__|^\[[0-9a-f]{4}:[0-9a-f]{4}\]/i;
/** The option of a patch that was never merged into Linux, and the message of that patch when the option is used. */
const override = /^(?!.*\b(?:no|without|add|try)\b).*\bpcie_acs_override=\w|\bPCIe ACS overrides enabled\b/i;
/** The rest of a line whose beginning is missing. */
const orphanedId = /^[^$#`'"]*\s\[[0-9a-f]{4}:[0-9a-f]{4}\](?: \(rev [0-9a-f]{2}\))?$/i;

class Reading {
  readonly lines: readonly Line[];
  readonly draft = new Draft();
  readonly network = new NetworkListing(this.draft);
  readonly #context = new GroupContext();
  readonly #tree = new UsbTree();
  readonly #disks = new LsblkTable();
  readonly #pools = new PoolListing(this.draft);
  #disk: DiskDraft | undefined;
  /** The indentation of the last function, until a blank line ends its details. */
  #above: number | undefined;

  constructor(lines: readonly Line[]) {
    this.lines = lines;
  }

  /** Reads the entry that begins at a line; returns its number of lines. */
  step(at: number): number {
    const { draft } = this;
    const line = this.lines[at]!;
    if (line.text === '') {
      this.#context.blank();
      draft.blocks.blank();
      this.#disks.end();
      this.network.blank();
      this.#pools.blank();
      this.#above = undefined;
      return 1;
    }
    if (override.test(line.text)) draft.override ??= line;
    const json = readLsblkJson(draft, this.lines, at) || readIpJson(draft, this.lines, at);
    if (json > 0) return json;
    if (this.#readDisk(line)) return 1;
    if (this.#pools.read(line) || this.network.read(line)) return 1;
    const record = readRecord(draft, this.lines, at);
    if (record > 0) return record;
    if (this.#tree.read(draft, line) || readUsbLine(draft, line) || derivedUsb(draft, line)) return 1;
    const entry = this.#entry(at);
    if (entry > 0) return entry;
    if (readSystemLine(draft, line) || readPath(draft, line) || readKernelLine(draft, line) || readDetail(draft, line))
      return 1;
    if (this.#above === undefined || line.indent <= this.#above) draft.blocks.close();
    const other = otherForm(line.text);
    if (other && !draft.others.has(other.command)) draft.others.set(other.command, { line, instead: other.instead });
    if (meant.test(line.text))
      draft.unreadable(line, 'it begins like the line of a device, but the rest has no known format');
    else if (orphanedId.test(line.text)) draft.unreadable(line, 'it has an id but no address: a line was split in two');
    return 1;
  }

  #readDisk(line: Line): boolean {
    const listed = this.#disks.read(this.draft, line);
    const paired = listed ? undefined : readPairs(this.draft, line, this.#disk);
    if (paired) this.#disk = paired;
    return listed || /^NAME="/.test(line.text);
  }

  /** A function, with or without its group in front, or the heading of a group. */
  #entry(at: number): number {
    const line = this.lines[at]!;
    const plain = line.text.replace(bullets, '');
    const heading = groupLine(plain);
    const text = heading ? heading.rest : plain;
    const found = functionLine(text);
    if (heading && !found && this.#isDetail(heading, line)) return 0;
    if (!found) return heading ? this.#heading(heading, line) : 0;
    const [fn, used] = isWhole(found) ? [found, 1] : this.#wrapped(at, text, found);
    if (heading) this.#context.open(heading.group, line.indent, false);
    const group = heading ? heading.group : this.#context.of(fn.address, line.indent, fn.marked);
    this.#add(fn, group, line);
    return used;
  }

  /** lspci -vv says "IOMMU group: 4" below a function, further indented than that. */
  #isDetail({ rest }: { rest: string }, { indent }: Line): boolean {
    return rest === '' && this.#above !== undefined && indent > this.#above;
  }

  #heading({ group, rest }: { group: number | null; rest: string }, line: Line): number {
    if (group === null) return 0;
    this.#context.open(group, line.indent, true);
    this.draft.current = undefined;
    this.draft.sources.add('IOMMU groups');
    if (meant.test(rest))
      this.draft.unreadable(line, 'it begins like the line of a device, but the rest has no known format');
    return 1;
  }

  /** A line that a narrow terminal or an editor has wrapped into two or three. */
  #wrapped(at: number, text: string, found: FunctionLine): [FunctionLine, number] {
    const rest: string[] = [];
    for (const { text: next } of this.lines.slice(at + 1, at + 3)) {
      if (next === '' || beginning.test(next)) break;
      rest.push(next);
      for (const glue of [' ', '']) {
        const whole = functionLine([text, ...rest].join(glue));
        if (whole?.id && whole.class) return [whole, rest.length + 1];
      }
    }
    return [found, 1];
  }

  #add(found: FunctionLine, group: number | null | undefined, line: Line): void {
    const { draft } = this;
    const list: List = group === undefined ? 'plain' : 'grouped';
    if (!found.class && !found.id) draft.unreadable(line, 'it has neither the class nor the ids of the device');
    const fn = draft.at(found.address, line);
    draft.current = fn;
    this.#above = line.indent;
    draft.blocks.add(fn, list === 'plain');
    fn.lists.add(list);
    if (list === 'plain') fn.listedAt ??= line;
    draft.sources.add(group === undefined ? 'lspci' : 'IOMMU groups');
    if (group === null) draft.saysNoGroups = true;
    draft.note(fn, 'class', found.class, line);
    draft.note(fn, 'id', found.id, line);
    draft.note(fn, 'subsystem', found.subsystem, line);
    draft.note(fn, 'group', group, line);
    draft.note(fn, 'driver', found.driver, line);
    if (found.name) fn.name ??= found.name;
    if (found.driver) draft.blocks.driver();
    if (found.resets) {
      draft.marksResets = true;
      fn.resets = true;
    }
  }
}

const isWhole = ({ id, class: kind }: FunctionLine) => Boolean(id && kind);

/** A USB device with the controller in front: 0000:00:14.0 usb3 3-8:1.0 0bda:b85b class=bluetooth driver=btusb Name. */
const controllerInFront = new RegExp(
  `^(${addressPattern}) usb(\\d+) (\\d+-[\\d.]+):\\d+\\.\\d+ ([0-9a-f]{4}:[0-9a-f]{4})(?: class=(\\S+))?(?: driver=(\\S+))?\\s*(.*)$`,
  'i',
);

function derivedUsb(draft: Draft, line: Line): boolean {
  const [, controller, bus, port = '', id = '', , driver, product] = controllerInFront.exec(line.text) ?? [];
  if (!controller) return false;
  draft.sources.add('lsusb');
  draft.busOf(Number(bus), controller.toLowerCase(), line);
  const device = draft.usbDevice(Number(bus), undefined, port, line);
  device.id ??= id.toLowerCase();
  if (driver) device.driver ??= driver;
  if (product) device.product ??= product;
  return true;
}
