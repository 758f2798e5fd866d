/** A source gave other bytes than when it was looked at. */
export class SourceChanged extends Error {}
