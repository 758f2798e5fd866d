/** Handlebars recurses once per level, and its time grows faster than the levels: 800 take a second, 8000 do not end. */
export const deepest = 200;

const tag =
  /\{\{(?<raw>\{?)~?\s*(?:(?<open>[#^](?!\s*~?\}))|(?<close>\/)|(?<chained>else\s+[^\s~}]))?(?<inside>[^{}]*)/g;

/** Where a template is nested too deeply, in blocks (a chain of else if is nested, too) or in parentheses. */
export function nestedTooDeeplyAt(source: string): number | undefined {
  /** The levels that each open block has, with its chained ones. */
  const open: number[] = [];
  let levels = 0;
  for (const { index, groups = {} } of source.matchAll(tag)) {
    if (groups.open) open.push(1);
    else if (groups.chained && open.length > 0) open.push(open.pop()! + 1);
    if (groups.open || groups.chained) levels++;
    if (groups.close) levels -= open.pop() ?? 0;
    if (levels > deepest || depthOf(groups.inside ?? '') > deepest) return index;
  }
  return undefined;
}

function depthOf(inside: string): number {
  let [depth, most] = [0, 0];
  for (const [sign] of inside.matchAll(/[()]/g)) {
    depth += sign === '(' ? 1 : -1;
    most = Math.max(most, depth);
  }
  return most;
}
