import type { Lacks } from '@waybill/testing'

/** What a client lacks that leaves redirects to its caller. */
export const STAYS: Lacks = { redirects: 'the client follows no redirects' }
