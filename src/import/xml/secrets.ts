import { attribute, type Element } from '../../xml/element.ts';
import type { Leftover } from '../imported.ts';
import { isSecretAttribute, isSecretText, isSecretValue, isSecretVariable, secretLost } from '../secrets.ts';

/**
 * A definition without secrets. adapt.ts reports passwords of graphics. A secret argument of
 * QEMU is removed with the option before it.
 */
export function withoutSecrets(of: Element, leftovers: Leftover[], above = ''): Element {
  const where = above === '' ? of.name : `${above}/${of.name}`;
  const lost = (at: string) => void leftovers.push(secretLost(at, of.start));
  const attributes = Object.entries(of.attributes).filter(([name, value]) => {
    if (of.name === 'graphics' || !isSecretAttribute(name, value)) return true;
    lost(`${where}/@${name}`);
    return false;
  });
  const secretText = isSecretText(of.name, of.text);
  if (secretText) lost(where);
  const children = withoutArguments(of, leftovers, where).map((each) => withoutSecrets(each, leftovers, where));
  return { ...of, attributes: Object.fromEntries(attributes), text: secretText ? '' : of.text, children };
}

function withoutArguments({ children }: Element, leftovers: Leftover[], where: string): Element[] {
  const gone = new Set<Element>();
  for (const [index, each] of children.entries()) {
    const value = attribute(each, 'value') ?? '';
    const before = children[index - 1];
    if (each.name === 'qemu:env' && isSecretVariable(attribute(each, 'name'))) gone.add(each);
    else if (each.name === 'qemu:arg' && isSecretValue(value)) {
      gone.add(each);
      if (before?.name === 'qemu:arg' && /^-\w/.test(attribute(before, 'value') ?? '') && !/^-\w/.test(value))
        gone.add(before);
    } else continue;
    leftovers.push(secretLost(`${where}/${each.name}`, each.start));
  }
  return children.filter((each) => !gone.has(each));
}
