/** Largest source that is reviewed, bytes of UTF-8: twice what a participant may hand in. It fits a row, as its report does. */
export const MAX_REVIEW_BYTES = 256 * 1024;
/** Most findings of a report; the gravest are kept, and a gap says so. */
export const MAX_FINDINGS = 200;
/** Longest text of a report, in UTF-16 code units: a name of a source may be as long as the source. */
export const MAX_WORDS = 300;
/** Most that a report's findings, and its gaps, may come to, bytes of JSON each: with both, a row of DynamoDB (400 KB) has room to spare. */
export const MAX_FINDINGS_BYTES = 256 * 1024;
export const MAX_GAPS_BYTES = 32 * 1024;
