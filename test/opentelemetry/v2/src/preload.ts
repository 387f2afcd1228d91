import { startSdk } from './sdk.ts'

startSdk(JSON.parse(process.env.SETUP as string))
