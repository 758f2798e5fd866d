import type { Leftover } from '../imported.ts';
import { isSecretAttribute, isSecretText, isSecretValue, isSecretVariable, secretLost } from '../secrets.ts';
import type { Node } from './tree.ts';

/** Removes secrets from what a command defines. profile/graphics.ts reports passwords of graphics that have keys. */
export function extractSecrets(node: Node, leftovers: Leftover[]): void {
  const own = node.name === 'graphics' && ['vnc', 'spice'].includes(node.get('@type')?.value ?? 'vnc');
  for (const [name, value] of Object.entries(node.attributes)) {
    if (!own && isSecretAttribute(name, value)) takeOut(node, `@${name}`, leftovers);
  }
  if (isSecretText(node.name, node.text)) takeOut(node, '', leftovers);
  takeArgumentsOut(node, leftovers);
  for (const each of node.children) extractSecrets(each, leftovers);
}

function takeOut(node: Node, place: string, leftovers: Leftover[]): void {
  const marked = node.at(place);
  if (!marked) return;
  leftovers.push(secretLost(marked.mark.where, marked.mark.offset));
  node.set(place || '.', undefined, marked.mark);
}

/** Removes secret QEMU arguments together with the option before them. */
function takeArgumentsOut(node: Node, leftovers: Leftover[]): void {
  for (let index = node.children.length - 1; index >= 0; index--) {
    const each = node.children[index]!;
    const value = each.get('@value')?.value ?? '';
    const argument = each.name === 'qemu:arg' && isSecretValue(value);
    const variable = each.name === 'qemu:env' && isSecretVariable(each.get('@name')?.value);
    if (!argument && !variable) continue;
    const before = node.children[index - 1];
    const pair = argument && before?.name === 'qemu:arg' && /^-\w/.test(before.get('@value')?.value ?? '');
    const from = pair && !/^-\w/.test(value) ? index - 1 : index;
    leftovers.push(secretLost(each.mark.where, each.mark.offset));
    node.children.splice(from, index - from + 1);
    index = from;
  }
}
