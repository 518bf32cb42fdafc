/** Largest source that is reviewed, bytes of UTF-8: twice what a participant may hand in. With its report it fits two rows. */
export const MAX_REVIEW_BYTES = 256 * 1024;
/** Most findings of a report; the gravest are kept, and a gap says so. */
export const MAX_FINDINGS = 200;
