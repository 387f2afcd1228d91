// Before V8 13, that is on Node 20 and 22, what has got another prototype gets a hidden class of its own with each new
// property, and a request of Express gets a dozen: most of what the garbage collector has to do in a small service.
const hasOwnClasses = Number.parseInt(process.versions.v8, 10) < 13

/**
 * Makes V8 keep the properties of a request or a response of Express in a dictionary, which it does when one is
 * deleted: this one, as the prototype of all emitters has it with the same value. Not those of Connect and others that
 * leave the prototype as it is: a dictionary would be the slower way there.
 */
export function makeDictionary(emitter: object & { _maxListeners?: number | undefined }): void {
  if (hasOwnClasses && 'app' in emitter && emitter._maxListeners === undefined)
    delete emitter._maxListeners
}
