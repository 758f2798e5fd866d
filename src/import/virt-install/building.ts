import type { Leftover } from '../imported.ts';
import type { Use } from './arguments.ts';
import type { Mark } from './marked.ts';
import type { Pairs } from './suboptions.ts';
import type { Node } from './tree.ts';

/** The state of a guest while its command is being read. */
export interface Building {
  domain: Node;
  leftovers: Leftover[];
  /** What virt-install would leave out although it usually adds it, such as `graphics` for `--graphics none`. */
  without: Set<string>;
  /** Requests that have no place in the XML, such as `uefi`. */
  asked: Map<string, Mark>;
  /** How each option was given, in the order of the command. */
  uses: Use[];
}

/** What an option does in addition to setting its suboptions. */
export interface Handler {
  /** Changes the suboptions before they are applied; `null` if none is left to apply. */
  before?: (pairs: Pairs, use: Use, building: Building) => Pairs | null;
  /** Replaces the normal effect of a suboption, by the name of virtinst's callback or of the suboption. */
  calls?: Record<string, Call>;
  after?: (node: Node, pairs: Pairs, use: Use, building: Building) => void;
}

export type Call = (node: Node, value: string, mark: Mark, building: Building, name: string) => void;
