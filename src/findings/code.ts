export type Severity = 'error' | 'warning';

/** Where the fault of a finding is: in the profile (exit status 1) or the environment (3). */
export type FaultClass = 'profile' | 'environment';

/** The definition of a code: its texts are functions of the values that a check returns. */
export interface CodeEntry<Values> {
  class: FaultClass;
  severity: Severity;
  message: (values: Values) => string;
  remedy: (values: Values) => string;
}

type Words<Values> = string | ((values: Values) => string);

const words =
  <Values>(text: Words<Values>) =>
  (values: Values) =>
    typeof text === 'string' ? text : text(values);

/** An error in the profile or in a file that it names. */
export function error<Values>(message: Words<Values>, remedy: Words<Values>): CodeEntry<Values> {
  return { class: 'profile', severity: 'error', message: words(message), remedy: words(remedy) };
}

/** A problem that does not prevent a build. */
export function warning<Values>(message: Words<Values>, remedy: Words<Values>): CodeEntry<Values> {
  return { class: 'profile', severity: 'warning', message: words(message), remedy: words(remedy) };
}

/** An error of the environment: files, environment variables, the terminal. */
export function environment<Values>(message: Words<Values>, remedy: Words<Values>): CodeEntry<Values> {
  return { ...error(message, remedy), class: 'environment' };
}
