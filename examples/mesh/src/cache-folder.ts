import { fileURLToPath } from 'node:url'

/** Where the scripts of `get/` put the programs that they fetch: `.cache` at the root of the repository. */
export const cacheFolder: string = fileURLToPath(new URL('../../../.cache/', import.meta.url))
