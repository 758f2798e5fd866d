import type { Leftover } from '../imported.ts';
import type { Use } from './arguments.ts';
import type { Mark } from './marked.ts';
import type { Pairs } from './suboptions.ts';
import type { Node } from './tree.ts';

/** What a command comes to, as far as it is known. */
export interface Building {
  domain: Node;
  leftovers: Leftover[];
  /** What virt-install would leave out although it usually adds it, such as `graphics` for `--graphics none`. */
  without: Set<string>;
  /** What was asked for and stands nowhere in the XML, such as `uefi`. */
  asked: Map<string, Mark>;
  /** How each option was given, in the order of the command. */
  uses: Use[];
}

/** What an option does besides putting its suboptions where they go. */
export interface Handler {
  /** Changes what was given before it is read; `null` if there is nothing left to read. */
  before?: (pairs: Pairs, use: Use, building: Building) => Pairs | null;
  /** In place of the suboption's own place, by the name of virtinst's callback or of the suboption. */
  calls?: Record<string, Call>;
  after?: (node: Node, pairs: Pairs, use: Use, building: Building) => void;
}

export type Call = (node: Node, value: string, mark: Mark, building: Building, name: string) => void;
