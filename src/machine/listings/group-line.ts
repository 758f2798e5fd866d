import { addressPattern } from './function-line.ts';

const lead = '^[#*=>\\s|+•[(-]*(?:iom+u[\\s_-]*)?group\\s*[:#=]?\\s*';
const marks = '(?:\\[[^\\]]*\\]\\s*)*';
/** Some scripts print no space between the group's number and the address. */
const withFunction = new RegExp(`${lead}(\\d+?)\\s*[:#*=>|)\\]–-]*\\s*(${marks}${addressPattern}.*)$`, 'i');
const alone = new RegExp(`${lead}(\\d+)\\s*[:#*=>|)\\]–-]*\\s*(.*)$`, 'i');
/**
 * Only the number, as in tables and from scripts that print nothing else: (4) 00:1a.0 …, 4 | 00:1a.0 | …, 4 00:1a.0 ….
 */
const numberAlone = new RegExp(
  `^\\(?(\\d{1,3})(?:\\)?\\s*[|│;,:]\\s*|\\)\\s*|\\s+)(${marks}${addressPattern}\\b.*)$`,
  'i',
);
const none = /^(?:no|not in (?:any|an?)|without)\s+(?:iommu\s+)?group\s*:?\s+(.*)$/i;

/** A line that begins with a group, and the rest of the line. */
export interface GroupLine {
  /** Null if it says that there is no group. */
  group: number | null;
  rest: string;
}

/**
 * Headings of the usual loops over /sys/kernel/iommu_groups, and lines that begin with the group: "IOMMU Group 4:",
 * "IOMMU group 4 00:1a.0 …", "Group:  4  [8086:3a67] [R] 00:1a.0 …", "### Group 4 ###".
 */
export function groupLine(text: string): GroupLine | undefined {
  const free = none.exec(text);
  if (free) return { group: null, rest: free[1]! };
  const match = withFunction.exec(text) ?? alone.exec(text) ?? numberAlone.exec(text);
  return match ? { group: Number(match[1]), rest: match[2]!.trim() } : undefined;
}

/** Tracks which group the lines below a heading belong to. */
export class GroupContext {
  #group: number | null | undefined;
  #indent = 0;
  /** The heading contained no function, so its members may be unindented, if pasting lost the indentation. */
  #bare = false;
  #last = '';

  open(group: number | null, indent: number, bare: boolean): void {
    this.#group = group;
    this.#indent = indent;
    this.#bare = bare;
    this.#last = '';
  }

  /** The group of a function whose line names none; undefined outside a list of groups. */
  of(address: string, indent: number, marked: boolean): number | null | undefined {
    if (this.#group === undefined) return undefined;
    if (indent > this.#indent || marked) {
      this.#bare = false;
      return this.#group;
    }
    if (this.#bare && address > this.#last) {
      this.#last = address;
      return this.#group;
    }
    this.close();
    return undefined;
  }

  /** The lines that follow belong to no group. */
  close(): void {
    this.#group = undefined;
  }

  /** A blank line ends a list whose members are not indented. */
  blank(): void {
    if (this.#bare && this.#last !== '') this.close();
  }
}
