import type Handlebars from 'handlebars';
import type { HelperDelegate, HelperOptions } from 'handlebars';

type Environment = typeof Handlebars;
type Partial = (this: unknown, partial: unknown, context: unknown, options: unknown) => unknown;

/** Far more than any file of a system has, and little enough that Ctrl-C is never without effect for long. */
const limits = { steps: 100_000, characters: 16 * 2 ** 20 };

class Exceeded extends Error {}

/**
 * Limits what templates of an environment may do, because a template is a program: six nested loops over a list of
 * sixty names never end. Each repetition of a block, use of a helper and use of a partial is a step. Returns a check of
 * the finished text.
 */
export function limit(environment: Environment): (text: string) => string {
  let steps = 0;
  let characters = 0;
  const spend = <Result>(made: Result): Result => {
    characters += typeof made === 'string' ? made.length : 0;
    if (++steps > limits.steps)
      throw new Exceeded(`it repeats blocks and helpers more than ${limits.steps} times in all`);
    if (characters > limits.characters)
      throw new Exceeded(`its output is larger than ${limits.characters / 2 ** 20} MiB`);
    return made;
  };
  const counted = (helper: HelperDelegate): HelperDelegate =>
    function (this: unknown, ...given: unknown[]) {
      const options = given.pop() as HelperOptions;
      return spend(
        helper.apply(this, [...given, withCountedBlocks(options, spend)] as unknown as Parameters<HelperDelegate>),
      );
    };
  for (const [name, helper] of Object.entries(environment.helpers)) environment.registerHelper(name, counted(helper));
  const runtime = environment.VM as unknown as { invokePartial: Partial };
  const partial: Partial = function (this: unknown, ...given) {
    return spend(runtime.invokePartial.apply(this, given));
  };
  // The environments share this object.
  environment.VM = { ...runtime, invokePartial: partial } as unknown as typeof environment.VM;
  return spend;
}

function withCountedBlocks(options: HelperOptions, spend: <Result>(made: Result) => Result): HelperOptions {
  if (typeof options?.fn !== 'function') return options;
  const block = (made: HelperOptions['fn']): HelperOptions['fn'] =>
    Object.assign((...given: Parameters<typeof made>) => spend(made(...given)), made);
  return { ...options, fn: block(options.fn), inverse: block(options.inverse) };
}
