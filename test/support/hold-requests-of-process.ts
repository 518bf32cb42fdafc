import { holdRequests } from './hold-requests.ts';

/* Imported by a process of the command line before itself; see hold-requests-of-tests.ts. */

if (process.env.ASSIZE_FINDINGS) holdRequests(process.env.ASSIZE_FINDINGS);
