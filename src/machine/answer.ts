/** Yes, no, or not known (null). What is not known never counts as no. */
export type Answer = boolean | null;

/** Yes if one is, no if all are known not to be. */
export function anyOf(answers: readonly Answer[]): Answer {
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}
