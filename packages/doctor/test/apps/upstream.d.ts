import type { Server } from 'node:http'

export declare const upstream: string
export declare const moved: string
export declare function ready(server: Server): void
export declare function tell(message: unknown): void
