/** Yes, no, or not known (null). What is not known never counts as no. */
export type Answer = boolean | null;
