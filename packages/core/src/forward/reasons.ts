/** Why a header was, or was not, forwarded. */
export type Reason = keyof typeof SENTENCES

const SENTENCES = {
  captured: 'it came in with the request',
  generated: 'it was absent and `generate` made it',
  'set-by-application': 'the application set it with setHeader',
  'not-received': 'it did not come in with the request',
  untrusted: 'the request is not trusted, so none of its headers are carried',
  empty: 'it came in empty, which counts as absent',
  suppressed: 'the `value` function of its rule gave nothing',
  'taken-back': 'the application took it back with setHeader',
  repeated: 'it came in more than once, and its rule says `repeat: "drop"`',
  'value-function-failed':
    'the `value` function of its rule threw, or gave something that is not a string',
  'invalid-value': 'its value has characters that no header may have',
  'never-carried':
    'it belongs to one connection or one message, and a prefix rule does not include it',
  'over-limit': 'it is over a limit on size or number',
  'family-incomplete':
    'another header of its family was dropped, and half a context is worse than none',
  'b3-beside-multi':
    '`x-b3-*` came in too; a sidecar would read `b3` first, which is not newer (keepSingleB3 keeps it)',
  'multi-beside-b3':
    '`b3` came in too, and has been renewed since: its parent is the span of these (keepSingleB3 keeps both)',
  'set-by-caller': 'the call sets it itself',
  'family-set-by-caller': 'the call sets another header of its family',
  'signed-request': 'the call is signed, and a new header could break the signature',
  'target-refused': 'the target is outside the `targets` of the policy or of the rule',
  'invalid-target': 'the target is not an absolute http, https, ws or wss URL',
  'unreadable-carrier': 'the carrier threw while it was read',
} as const

/** A reason as the end of a sentence that begins with the header's name. */
export function sentence(reason: Reason): string {
  return SENTENCES[reason]
}
