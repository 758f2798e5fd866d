import type { Node } from '../tree.ts';
import { carry, rest, take, whole as wholeElement } from './carry.ts';
import type { Draft } from './draft.ts';
import { truthful } from './kinds.ts';

/** A TPM: a program of the host's, or the host's own. */
export function tpmOf(node: Node, draft: Draft): boolean {
  const type = node.get('backend/@type')?.value;
  if (type !== undefined && type !== 'emulator' && type !== 'passthrough') {
    wholeElement(node, draft, ['xml', 'devices']);
    return true;
  }
  const base = ['tpm'];
  draft.set(base, {}, node.mark);
  carry(
    node,
    [
      ['backend/@type', 'type'],
      ['@model', 'model'],
      ['backend/@version', 'version'],
      ['backend/device/@path', 'path'],
      ['backend/@persistent_state', 'persistent_state', truthful],
    ],
    draft,
    base,
  );
  rest(node, draft, undefined);
  if (Object.keys(draft.get(base) as object).every((key) => key === 'type')) {
    const passed = (draft.get(base) as { type?: string }).type === 'passthrough';
    draft.set(base, passed ? { type: 'passthrough', path: '/dev/tpm0' } : 'emulated', node.mark);
  }
  return true;
}

/** USB devices that a spice client lends are counted; others are XML. */
export function redirected(node: Node, draft: Draft): boolean {
  const usual = (node.get('@bus')?.value ?? 'usb') === 'usb' && (node.get('@type')?.value ?? 'spicevmc') === 'spicevmc';
  const count = Number(draft.get(['redirdevs']) ?? 0);
  take(node, '@bus', '@type');
  if (usual && node.children.every((each) => each.isEmpty())) draft.set(['redirdevs'], count + 1, node.mark);
  else {
    for (const [name, value] of [
      ['@bus', 'usb'],
      ['@type', 'spicevmc'],
    ] as const)
      if (!node.get(name)) node.set(name, value, node.mark);
    wholeElement(node, draft, ['xml', 'devices']);
    draft.set(['redirdevs'], count, node.mark);
  }
  return true;
}
